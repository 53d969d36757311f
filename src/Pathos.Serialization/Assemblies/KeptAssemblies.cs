using System.Reflection;

namespace Pathos.Serialization;

/// <summary>The source for data in files of this program. It is that for data from elsewhere, except that load contexts are known by their
/// builds.</summary>
internal sealed class KeptAssemblies : ITypeSource
{
    public Assembly Resolve(AssemblyIdentity identity) =>
        identity.Context.Kind == ContextKind.Default ? LoadedAssemblies.ResolveUnnumbered(identity) : KeptContexts.Resolve(identity);

    public ContextMark MarkOf(Assembly assembly) => KeptContexts.MarkOf(assembly);

    public bool MayBeUnloaded(in ContextMark context) => context.Kind != ContextKind.Default;
}
