using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>The code that a pool has shipped, which is what its workers may ask for: the assemblies that payloads named, what those refer
/// to, and the program's own dependencies.</summary>
/// <remarks>
/// No path is ever made of what is asked: a name is looked up among the assemblies of the set, and the program's list of dependencies.
/// What shipped code loads by a name that nothing refers to has to be on that list. Thread-safe.
/// Assemblies are held weakly: a load context can be unloaded while the pool is open.
/// </remarks>
internal sealed class ShippedCode
{
    private static readonly ConditionalWeakTable<Assembly, string[]> s_references = [];
    private static readonly object s_isNamed = new();

    private readonly ConditionalWeakTable<Assembly, object> _named = [];

    /// <summary>Notes an assembly that a payload names. In a load context of its own, its references are resolved now, by the thread
    /// that sends it: a worker's question later makes this process load nothing.</summary>
    public void Add(Assembly assembly)
    {
        if (_named.TryAdd(assembly, s_isNamed) && AssemblyOrigin.ContextOf(assembly) != LoadContexts.Default)
        {
            _ = ContextReferences.Of(assembly);
        }
    }

    /// <summary>Finds what is asked for, or null where it is not part of the set.</summary>
    public AssemblyReply? Find(AssemblyRequest request)
    {
        if (request.Context != LoadContexts.Default)
        {
            return new ContextCode(request.Context, Closure(out _)).Find(request);
        }

        if (request.Native)
        {
            return NativeLibraries.Find(request.Name) is { } library
                ? new AssemblyReply(request.Name, Guid.Empty, library, Image: null)
                : null;
        }

        return request.Mvid != Guid.Empty ? FindBuild(request.Name, request.Mvid)
            : SatelliteName.TryParse(request.Name, out SatelliteName satellite) ? FindSatellite(satellite)
            : FindNamed(request.Name);
    }

    private AssemblyReply? FindBuild(string name, Guid mvid)
    {
        // One build may be loaded twice, in two load contexts.
        IEnumerable<Assembly> builds = Closure(out _).Where(assembly => assembly.ManifestModule.ModuleVersionId == mvid);
        Assembly? shipped = builds.OrderBy(IsElsewhere).FirstOrDefault()
            ?? (LoadedAssemblies.FindDefault(mvid) is { } loaded && IsListed(NameOf(loaded)) ? loaded : null);
        return shipped is not null ? AssemblyCatalog.Describe(shipped)
            : FindListed(name) is { } reply && reply.Mvid == mvid ? reply
            : null;
    }

    private AssemblyReply? FindNamed(string name)
    {
        if (FrameworkAssemblies.HasName(name))
        {
            return null;
        }

        // What the program itself gets under a name comes first; load contexts of its own may hold other builds.
        if (IsListed(name) && LoadedInto(LoadContexts.Default, name) is { } own)
        {
            return AssemblyCatalog.Describe(own);
        }

        HashSet<Assembly> closure = Closure(out HashSet<string> references);
        Assembly[] shipped = [.. closure.Where(assembly => IsNamed(assembly, name))];
        return (Array.Find(shipped, static assembly => !IsElsewhere(assembly)) is { } found ? AssemblyCatalog.Describe(found) : null)
            ?? FindListed(name)

            // A handler of the program's found it elsewhere. Of two, only the handler knows which one is meant.
            ?? (references.Contains(name) && shipped is [Assembly only] ? AssemblyCatalog.Describe(only) : null)
            ?? (references.TryGetValue(name, out string? referred) && !OwnAssemblies.IsOwn(referred)
                ? AssemblyCatalog.OfFile(referred, Path.Combine(AppContext.BaseDirectory, referred + ".dll")) : null);
    }

    /// <summary>Finds one of the program's dependencies that nothing has loaded yet.</summary>
    private static AssemblyReply? FindListed(string name) =>
        OwnAssemblies.IsOwn(name) || FrameworkAssemblies.HasName(name) || !IsListed(name) ? null
            : AssemblyCatalog.OfFile(name, TrustedFiles.Find(name)) ?? AssemblyCatalog.FindBundled(name);

    /// <summary>Finds the texts of a culture for an assembly of the set: they lie beside it.</summary>
    private AssemblyReply? FindSatellite(SatelliteName satellite) =>
        AssemblyCatalog.FindBundled(satellite.Full) ?? AssemblyCatalog.SatelliteOf(FindNamed(satellite.Owner)?.Path, satellite);

    /// <summary>All that the named assemblies refer to and that is loaded, and the names of what is not.</summary>
    private HashSet<Assembly> Closure(out HashSet<string> references)
    {
        references = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var found = new HashSet<Assembly>(_named.Select(static entry => entry.Key));
        var pending = new Queue<Assembly>(found);
        while (pending.TryDequeue(out Assembly? assembly))
        {
            if (ContextReferences.KnownOf(assembly) is { } known)
            {
                // What such an assembly gets is what its context found for it.
                foreach (Assembly other in known.All)
                {
                    Add(other);
                }

                continue;
            }

            foreach (string reference in s_references.GetValue(
                assembly, static from => Array.ConvertAll(from.GetReferencedAssemblies(), static name => name.Name ?? "")))
            {
                references.Add(reference);
                if ((LoadedInto(AssemblyOrigin.ContextOf(assembly), reference) ?? LoadedInto(LoadContexts.Default, reference)) is { } own)
                {
                    Add(own);
                }
                else
                {
                    // A handler of the program's may have found it in any context.
                    Array.ForEach(AppDomain.CurrentDomain.GetAssemblies(), other => Add(IsNamed(other, reference) ? other : null));
                }
            }
        }

        return found;

        void Add(Assembly? other)
        {
            if (other is not null && AssemblyOrigin.Of(other) != Origin.Framework && found.Add(other))
            {
                pending.Enqueue(other);
            }
        }
    }

    private static Assembly? LoadedInto(int context, string name) => Array.Find(
        AppDomain.CurrentDomain.GetAssemblies(), assembly => IsNamed(assembly, name) && AssemblyOrigin.ContextOf(assembly) == context);

    private static bool IsListed(string name) => TrustedFiles.Find(name) is not null || SingleFileBundle.Contains(name);

    private static bool IsNamed(Assembly assembly, string name) =>
        !assembly.IsDynamic && string.Equals(NameOf(assembly), name, StringComparison.OrdinalIgnoreCase);

    private static bool IsElsewhere(Assembly assembly) => AssemblyOrigin.ContextOf(assembly) != LoadContexts.Default;

    private static string NameOf(Assembly assembly) => AssemblyOrigin.NameOf(assembly);
}
