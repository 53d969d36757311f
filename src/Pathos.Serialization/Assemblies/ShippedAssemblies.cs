using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Pathos.Serialization;

/// <summary>The worker's source: it asks the client for what it lacks and loads it into the default context, one build of a name.</summary>
/// <remarks>
/// Asking blocks until the client answers, so it must be served by a thread that never waits for the code being loaded.
/// No lock of ours is held while asking: two threads may ask for the same assembly, and the runtime keeps the first that loads.
/// </remarks>
/// <param name="ask">Asks the client.</param>
/// <param name="refusalOf">Says why nothing is kept in a folder for temporary files; null where it may be.</param>
/// <param name="opensFilesOfTheClient">Whether the client's files can be opened here.</param>
internal sealed class ShippedAssemblies(
    Func<AssemblyRequest, AssemblyReply?> ask, Func<string, string?> refusalOf, bool opensFilesOfTheClient = true)
    : ITypeSource
{
    // Keyed by the boxed MVID: a dictionary of a value type would be compiled in every cold worker.
    private readonly ConcurrentDictionary<object, Assembly> _loaded = new();
    private readonly ConcurrentDictionary<string, nint> _native = new(StringComparer.Ordinal);

    /// <summary>Lets the runtime ask too, for what loaded code refers to: assemblies by name and native libraries.</summary>
    public void Install()
    {
        AssemblyLoadContext.Default.Resolving += OnResolving;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += OnResolvingNative;
    }

    public Assembly Resolve(AssemblyIdentity identity)
    {
        if (_loaded.TryGetValue(identity.Mvid, out Assembly? known))
        {
            return known;
        }

        Assembly assembly = FindLoaded(identity) ?? FindTrusted(identity) ?? Load(identity);
        _loaded.TryAdd(identity.Mvid, assembly);
        return assembly;
    }

    private static Assembly? FindLoaded(AssemblyIdentity identity)
    {
        foreach (Assembly assembly in AssemblyLoadContext.Default.Assemblies)
        {
            if (!assembly.IsDynamic && string.Equals(assembly.GetName().Name, identity.Name, StringComparison.OrdinalIgnoreCase))
            {
                Guid mvid = assembly.ManifestModule.ModuleVersionId;
                return mvid == identity.Mvid ? assembly : throw new CodeConflictException(identity, mvid);
            }
        }

        return null;
    }

    /// <summary>Under a name that this process was started with, it loads nothing else than that file.</summary>
    private static Assembly? FindTrusted(AssemblyIdentity identity)
    {
        if (TrustedFiles.Find(identity.Name) is null)
        {
            return null;
        }

        Assembly trusted = Assembly.Load(new AssemblyName(identity.Name));
        Guid mvid = trusted.ManifestModule.ModuleVersionId;
        return mvid == identity.Mvid ? trusted : throw new CodeConflictException(identity, mvid);
    }

    private Assembly Load(AssemblyIdentity identity)
    {
        try
        {
            // Same host: the file the client loaded is right here, and its MVID proves it is still that build.
            if (opensFilesOfTheClient && identity.Path is { } path && AssemblyCatalog.MvidOf(path) == identity.Mvid)
            {
                return AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
            }

            AssemblyReply reply = ask(new AssemblyRequest(identity.Name, identity.Mvid, Native: false))
                ?? throw new CodeMissingException(identity, "The program that sent the work does not have it either.");
            return LoadReply(reply, identity);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            throw new CodeMissingException(identity, "Loading it failed: " + e.Message, e);
        }
    }

    private static Assembly LoadReply(AssemblyReply reply, AssemblyIdentity identity)
    {
        Assembly loaded = reply.Path is { } path && File.Exists(path)
            ? AssemblyLoadContext.Default.LoadFromAssemblyPath(path)
            : AssemblyLoadContext.Default.LoadFromStream(new MemoryStream(
                reply.Image ?? throw new CodeMissingException(identity, "The answer held neither a file of this host nor an image."),
                writable: false));
        Guid mvid = loaded.ManifestModule.ModuleVersionId;
        return identity.Mvid == Guid.Empty || mvid == identity.Mvid ? loaded : throw new CodeConflictException(identity, mvid);
    }

    private Assembly? OnResolving(AssemblyLoadContext context, AssemblyName wanted)
    {
        if (wanted.Name is not { Length: > 0 } name)
        {
            return null;
        }

        // Satellite assemblies share a simple name per culture and are optional; the culture is part of what we ask for.
        string asked = string.IsNullOrEmpty(wanted.CultureName) ? name : wanted.CultureName + "/" + name;
        AssemblyReply? reply = ask(new AssemblyRequest(asked, Guid.Empty, Native: false));
        return reply is null ? null : LoadReply(reply, new AssemblyIdentity(name, reply.Mvid, reply.Path));
    }

    private nint OnResolvingNative(Assembly assembly, string name)
    {
        if (_native.TryGetValue(name, out nint known))
        {
            return known;
        }

        AssemblyReply? reply = ask(new AssemblyRequest(name, Guid.Empty, Native: true));
        string? path = reply?.Path is { } file && File.Exists(file) ? file : Store(name, reply?.Image);
        if (path is null || !NativeLibrary.TryLoad(path, out nint handle))
        {
            return 0;
        }

        _native.TryAdd(name, handle);
        return handle;
    }

    /// <summary>A native library is loaded from a file or not at all.</summary>
    /// <exception cref="DllNotFoundException">Others could put a library of their own in its place, before it is loaded.</exception>
    private string? Store(string name, byte[]? image)
    {
        if (image is null)
        {
            return null;
        }

        if (refusalOf(Path.GetTempPath()) is { } refusal)
        {
            throw new DllNotFoundException(
                $"The library '{name}' came from the program that sent the work, and cannot be kept here. {refusal}");
        }

        string folder = Directory.CreateTempSubdirectory("pathos-native-").FullName;
        string path = Path.Combine(folder, Path.GetFileName(name));
        File.WriteAllBytes(path, image);
        return path;
    }
}
