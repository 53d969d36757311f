using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Pathos.Serialization;

/// <summary>The code that a pool has shipped, which is what its workers may ask for: the assemblies that payloads named, what those refer
/// to, and the program's own dependencies.</summary>
/// <remarks>
/// No path is ever made of what is asked: a name is looked up among the assemblies of the set, and the program's list of dependencies.
/// What shipped code loads by a name that nothing refers to has to be on that list. Thread-safe.
/// </remarks>
internal sealed class ShippedCode
{
    private static readonly ConditionalWeakTable<Assembly, string[]> s_references = [];

    private readonly ConcurrentDictionary<Assembly, bool> _named = new();

    /// <summary>Notes an assembly that a payload names.</summary>
    public void Add(Assembly assembly) => _named.TryAdd(assembly, true);

    /// <summary>Finds what is asked for, or null where it is not part of the set.</summary>
    public AssemblyReply? Find(AssemblyRequest request)
    {
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
        Assembly? shipped = Closure(out _).FirstOrDefault(assembly => assembly.ManifestModule.ModuleVersionId == mvid)
            ?? (LoadedAssemblies.FindLoaded(mvid) is { } loaded && IsListed(NameOf(loaded)) ? loaded : null);
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
        if (IsListed(name) && Array.Find([.. AssemblyLoadContext.Default.Assemblies], assembly => IsNamed(assembly, name)) is { } own)
        {
            return AssemblyCatalog.Describe(own);
        }

        HashSet<Assembly> closure = Closure(out HashSet<string> references);
        return (closure.Where(assembly => IsNamed(assembly, name)).OrderBy(IsElsewhere).FirstOrDefault() is { } shipped
                ? AssemblyCatalog.Describe(shipped)
                : null)
            ?? FindListed(name)
            ?? (references.TryGetValue(name, out string? referred) && !OwnAssemblies.IsOwn(referred)
                ? AssemblyCatalog.OfFile(referred, Path.Combine(AppContext.BaseDirectory, referred + ".dll")) : null);
    }

    /// <summary>Finds one of the program's dependencies that nothing has loaded yet.</summary>
    private static AssemblyReply? FindListed(string name) =>
        OwnAssemblies.IsOwn(name) || FrameworkAssemblies.HasName(name) || !IsListed(name) ? null
            : AssemblyCatalog.OfFile(name, TrustedFiles.Find(name)) ?? AssemblyCatalog.FindBundled(name);

    /// <summary>Finds the texts of a culture for an assembly of the set: they lie beside it.</summary>
    private AssemblyReply? FindSatellite(SatelliteName satellite)
    {
        if (AssemblyCatalog.FindBundled(satellite.Full) is { } bundled)
        {
            return bundled;
        }

        string? owner = FindNamed(satellite.Owner)?.Path;
        return owner is null
            ? null
            : AssemblyCatalog.OfFile(
                satellite.Full, Path.Combine(Path.GetDirectoryName(owner)!, satellite.Culture, satellite.Name + ".dll"));
    }

    /// <summary>All that the named assemblies refer to and that is loaded, and the names of what is not.</summary>
    private HashSet<Assembly> Closure(out HashSet<string> references)
    {
        references = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Assembly[] loaded = AppDomain.CurrentDomain.GetAssemblies();
        var found = new HashSet<Assembly>(_named.Keys);
        var pending = new Queue<Assembly>(found);
        while (pending.TryDequeue(out Assembly? assembly))
        {
            foreach (string reference in s_references.GetValue(
                assembly, static from => Array.ConvertAll(from.GetReferencedAssemblies(), static name => name.Name ?? "")))
            {
                references.Add(reference);
                foreach (Assembly other in loaded)
                {
                    if (IsNamed(other, reference) && AssemblyOrigin.Of(other) != Origin.Framework && found.Add(other))
                    {
                        pending.Enqueue(other);
                    }
                }
            }
        }

        return found;
    }

    private static bool IsListed(string name) => TrustedFiles.Find(name) is not null || SingleFileBundle.Contains(name);

    private static bool IsNamed(Assembly assembly, string name) =>
        !assembly.IsDynamic && string.Equals(NameOf(assembly), name, StringComparison.OrdinalIgnoreCase);

    private static bool IsElsewhere(Assembly assembly) => AssemblyLoadContext.GetLoadContext(assembly) != AssemblyLoadContext.Default;

    private static string NameOf(Assembly assembly) => AssemblyOrigin.NameOf(assembly);
}
