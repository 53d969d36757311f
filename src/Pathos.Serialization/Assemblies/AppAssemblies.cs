using System.Reflection;

namespace Pathos.Serialization;

/// <summary>The source for work inside one process, and for what this program froze: what is loaded, else the program's own assemblies by
/// name.</summary>
internal sealed class AppAssemblies : ITypeSource
{
    public Assembly Resolve(AssemblyIdentity identity) =>
        identity.Context.Kind == ContextKind.Default ? ResolveDefault(identity) : KeptContexts.Resolve(identity);

    public ContextMark MarkOf(Assembly assembly) => KeptContexts.MarkOf(assembly);

    public bool MayBeUnloaded(in ContextMark context) => context.Kind != ContextKind.Default;

    private static Assembly ResolveDefault(AssemblyIdentity identity)
    {
        if (LoadedAssemblies.FindDefault(identity.Mvid) is { } loaded)
        {
            return loaded;
        }

        Assembly named;
        try
        {
            named = Assembly.Load(new AssemblyName(identity.Name));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            return KeptContexts.FindAlone(identity)
                ?? throw new CodeMissingException(identity, "This program has no assembly of that name.", e);
        }

        Guid mvid = named.ManifestModule.ModuleVersionId;
        return mvid == identity.Mvid ? named : throw new CodeConflictException(identity, mvid);
    }
}
