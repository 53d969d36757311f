using System.Reflection;
using System.Runtime.Loader;

namespace Pathos.Serialization;

/// <summary>Load contexts in what is kept for another run, frozen closures and the results in journals. Numbers mean nothing there.</summary>
/// <remarks>
/// What counts of a context is which builds the assembly runs with. So a file holds a hash of those, and the assembly is found again in the
/// one context of this process that holds it with the same builds. Where none or several do, it is refused: another build, or another
/// context's statics, would be silently wrong.
/// </remarks>
internal static class KeptContexts
{
    public static ContextMark MarkOf(Assembly assembly) => AssemblyOrigin.ContextOf(assembly) == LoadContexts.Default
        ? default
        : ContextMark.Kept(ContextReferences.BuildsOf(assembly));

    public static Assembly Resolve(AssemblyIdentity identity)
    {
        if (identity.Context.Kind != ContextKind.Kept)
        {
            throw PayloadReader.Malformed("a load context has a number of another process");
        }

        List<Assembly> loaded = LoadContexts.FindElsewhere(identity.Mvid);
        List<Assembly> same = loaded.FindAll(assembly => ContextReferences.BuildsOf(assembly) == identity.Context.Builds);
        return same.Count switch
        {
            1 => same[0],
            > 1 => throw Ambiguous(identity, same),
            _ when identity.Context.Builds == Guid.Empty && LoadedAssemblies.FindDefault(identity.Mvid) is { } own => own,
            _ => throw new CodeMissingException(
                identity,
                loaded.Count == 0
                    ? "It was in a load context of its own, and is in none here."
                    : "It is loaded here with other builds of what it refers to.",
                advice: "Load it first, as the program did that wrote this, with the same builds of what it refers to."),
        };
    }

    /// <summary>Finds an assembly that was in the default context, and here is in another one; null where it is in none.</summary>
    public static Assembly? FindAlone(AssemblyIdentity identity) =>
        LoadContexts.FindElsewhere(identity.Mvid).FindAll(static assembly => ContextReferences.BuildsOf(assembly) == Guid.Empty) switch
        {
            [] => null,
            [Assembly only] => only,
            List<Assembly> several => throw Ambiguous(identity, several),
        };

    public static CodeAmbiguousException Ambiguous(AssemblyIdentity identity, List<Assembly> assemblies) =>
        new(identity, assemblies.ConvertAll(static assembly => $"'{AssemblyLoadContext.GetLoadContext(assembly)?.Name}'"));
}
