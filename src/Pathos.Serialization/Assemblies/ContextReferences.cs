using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text;

namespace Pathos.Serialization;

/// <summary>What the references of an assembly in a load context of its own stand for: the assemblies that its code gets.</summary>
/// <remarks>
/// The context, its handlers and those of the domain decide that, and the runtime does not tell what they decided. So each reference is
/// resolved as the code itself would resolve it: once, by the thread that sends the code. That may load an assembly which the code refers to
/// and has not used yet; nothing in it runs. A worker's question resolves nothing: see <see cref="KnownOf"/>.
/// </remarks>
internal sealed class ContextReferences
{
    private static readonly ConditionalWeakTable<Assembly, ContextReferences> s_known = [];

    private readonly Assembly _owner;

    // By name and version: the parts of a script have one name.
    private readonly Dictionary<string, Assembly> _all;

    // A hash that is made when first asked for, by any thread: all of them make the same.
    private object? _builds;

    private ContextReferences(Assembly owner)
    {
        _owner = owner;
        _all = Resolve(owner);
    }

    /// <summary>Gets what the references stand for that are neither the framework's nor of these libraries.</summary>
    public IReadOnlyCollection<Assembly> All => _all.Values;

    /// <summary>Gets them for an assembly outside of the default context, after resolving them and all that follow from them.</summary>
    public static ContextReferences Of(Assembly assembly)
    {
        if (!s_known.TryGetValue(assembly, out ContextReferences? known))
        {
            _ = Walk(assembly);
            known = Make(assembly);
        }

        return known;
    }

    /// <summary>Gets them if they were resolved before.</summary>
    public static ContextReferences? KnownOf(Assembly assembly) =>
        s_known.TryGetValue(assembly, out ContextReferences? known) ? known : null;

    /// <summary>Gets a hash of the builds that an assembly runs with outside of the default context, itself not counted. It is empty where
    /// there are none.</summary>
    public static Guid BuildsOf(Assembly assembly)
    {
        ContextReferences references = Of(assembly);
        return (Guid)(references._builds ??= references.HashBuilds());
    }

    /// <summary>Gets what a reference of this name and version stands for, or null.</summary>
    public Assembly? Find(string name, string version) => _all.GetValueOrDefault(KeyOf(name, version));

    private static string KeyOf(string name, string version) => $"{name}, {version}";

    private static ContextReferences Make(Assembly assembly) => s_known.GetValue(assembly, static a => new ContextReferences(a));

    /// <summary>Gets an assembly and all that it runs with outside of the default context.</summary>
    private static HashSet<Assembly> Walk(Assembly root)
    {
        HashSet<Assembly> found = [root];
        Queue<Assembly> pending = new(found);
        while (pending.TryDequeue(out Assembly? next))
        {
            foreach (Assembly other in Make(next).All)
            {
                if (AssemblyOrigin.ContextOf(other) != LoadContexts.Default && found.Add(other))
                {
                    pending.Enqueue(other);
                }
            }
        }

        return found;
    }

    private object HashBuilds()
    {
        string[] builds = [.. Walk(_owner).Where(assembly => assembly != _owner)
            .Select(static assembly => $"{AssemblyOrigin.NameOf(assembly)} {assembly.ManifestModule.ModuleVersionId}")
            .Order(StringComparer.Ordinal)];
        return builds.Length == 0 ? Guid.Empty : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', builds))).AsSpan(0, 16));
    }

    private static unsafe Dictionary<string, Assembly> Resolve(Assembly assembly)
    {
        var found = new Dictionary<string, Assembly>(StringComparer.OrdinalIgnoreCase);
        if (assembly.IsDynamic || !assembly.TryGetRawMetadata(out byte* metadata, out int length))
        {
            return found;
        }

        var reader = new MetadataReader(metadata, length);
        var tried = new HashSet<AssemblyReferenceHandle>();
        foreach (TypeReferenceHandle handle in reader.TypeReferences)
        {
            if (reader.GetTypeReference(handle).ResolutionScope is { Kind: HandleKind.AssemblyReference } scope
                && tried.Add((AssemblyReferenceHandle)scope))
            {
                AssemblyReference reference = reader.GetAssemblyReference((AssemblyReferenceHandle)scope);
                AssemblyName name = reference.GetAssemblyName();
                if (!IsSurelyOfTheFramework(assembly, name.Name ?? "")
                    && Resolve(assembly, MetadataTokens.GetToken(handle), name) is { } other
                    && AssemblyOrigin.Of(other) == Origin.User)
                {
                    found[KeyOf(name.Name!, $"{name.Version}")] = other;
                }
            }
        }

        GC.KeepAlive(assembly);
        return found;
    }

    /// <summary>Most references are to the framework. Those need no look, unless the context could have a copy of its own.</summary>
    private static bool IsSurelyOfTheFramework(Assembly assembly, string name)
    {
        string path = AssemblyOrigin.PathOf(assembly);
        return FrameworkAssemblies.HasName(name)
            && !(path.Length > 0 && File.Exists(Path.Combine(Path.GetDirectoryName(path)!, name + ".dll")))
            && !AssemblyLoadContext.GetLoadContext(assembly)!.Assemblies.Any(other => AssemblyOrigin.NameOf(other) == name);
    }

    private static Assembly? Resolve(Assembly assembly, int token, AssemblyName name)
    {
        try
        {
            // As the code does it: a handler hears which assembly asks.
            Assembly found = assembly.ManifestModule.ResolveType(token).Assembly;

            // The type may have been moved. What the reference itself stands for is what forwards it.
            return string.Equals(AssemblyOrigin.NameOf(found), name.Name, StringComparison.OrdinalIgnoreCase) ? found : ByName(assembly, name);
        }
        catch (TypeLoadException)
        {
            // The assembly is there, and has no such type: only the code that needs this type fails.
            return ByName(assembly, name);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // It cannot be had here, and handlers are code of the user's. The code that needs it fails over there as it does here.
            return null;
        }
    }

    private static Assembly? ByName(Assembly assembly, AssemblyName name)
    {
        try
        {
            return AssemblyLoadContext.GetLoadContext(assembly)!.LoadFromAssemblyName(name);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }
}
