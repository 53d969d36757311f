using System.Reflection;

namespace Pathos.Serialization;

/// <summary>What workers may get for one load context of the program: assemblies of a code set that are in it, and what their references
/// stand for.</summary>
/// <param name="context">The number of the context.</param>
/// <param name="code">The code set.</param>
internal sealed class ContextCode(int context, HashSet<Assembly> code)
{
    /// <summary>Finds what is asked for. Null leaves it to the worker's default context, as the program's own context left it to the
    /// program's.</summary>
    public AssemblyReply? Find(AssemblyRequest request) =>
        request.Native ? FindLibrary(request.Name)
            : request.Mvid != Guid.Empty ? Describe(Own.FirstOrDefault(assembly => assembly.ManifestModule.ModuleVersionId == request.Mvid))
            : SatelliteName.TryParse(request.Name, out SatelliteName satellite) ? FindTexts(satellite)
            : Describe(FindNamed(request.Name, request.Version));

    private IEnumerable<Assembly> Own => code.Where(assembly => AssemblyOrigin.ContextOf(assembly) == context);

    private Assembly? FindNamed(string name, string? version = null)
    {
        Assembly[] own = [.. Own];
        ContextReferences[] references = [.. own.Select(ContextReferences.KnownOf).OfType<ContextReferences>()];
        return (version is null ? null : references.Select(known => known.Find(name, version)).FirstOrDefault(static it => it is not null))
            ?? Array.Find(own, assembly => IsNamed(assembly, name))
            ?? Only(references.SelectMany(static known => known.All), name)

            // A handler of the program's found it elsewhere.
            ?? (references.Length < own.Length ? Only(code, name) : null);
    }

    /// <summary>Of two, only the program's context knows which one is meant.</summary>
    private static Assembly? Only(IEnumerable<Assembly> assemblies, string name) =>
        assemblies.Where(assembly => IsNamed(assembly, name)).Distinct().ToArray() is [Assembly only] ? only : null;

    private static bool IsNamed(Assembly assembly, string name) =>
        string.Equals(AssemblyOrigin.NameOf(assembly), name, StringComparison.OrdinalIgnoreCase);

    private AssemblyReply? FindTexts(SatelliteName satellite) =>
        AssemblyCatalog.SatelliteOf(Describe(FindNamed(satellite.Owner))?.Path, satellite) is { } texts
            ? texts with { Context = context }
            : null;

    /// <summary>Finds a native library beside the assemblies of the context, or among the program's own.</summary>
    private AssemblyReply? FindLibrary(string name)
    {
        IEnumerable<string> files = Own.Select(AssemblyOrigin.PathOf).Where(static path => path.Length > 0);
        return NativeLibraries.Find(name, [.. files.Select(static path => Path.GetDirectoryName(path)!).Distinct()]) is { } library
            ? new AssemblyReply(name, Guid.Empty, library, Image: null, context)
            : null;
    }

    private static AssemblyReply? Describe(Assembly? assembly) =>
        assembly is null || AssemblyOrigin.ContextOf(assembly) == LoadContexts.Default ? null : AssemblyCatalog.Describe(assembly);
}
