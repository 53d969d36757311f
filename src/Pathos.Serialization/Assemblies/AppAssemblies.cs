using System.Reflection;

namespace Pathos.Serialization;

/// <summary>The source for work inside one process: what is loaded, else the program's own assemblies by name.</summary>
internal sealed class AppAssemblies : ITypeSource
{
    public Assembly Resolve(AssemblyIdentity identity)
    {
        if (LoadedAssemblies.FindLoaded(identity.Mvid) is { } loaded)
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
            throw new CodeMissingException(identity, "This program has no assembly of that name.", e);
        }

        Guid mvid = named.ManifestModule.ModuleVersionId;
        return mvid == identity.Mvid ? named : throw new CodeConflictException(identity, mvid);
    }
}
