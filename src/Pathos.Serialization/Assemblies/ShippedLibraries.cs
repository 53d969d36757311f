using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Pathos.Serialization;

/// <summary>The native libraries of the client on a worker, by the load context that asks: each may mean another file by one name.</summary>
/// <param name="ask">Asks the client.</param>
/// <param name="refusalOf">Says why nothing is kept in a folder for temporary files; null where it may be.</param>
internal sealed class ShippedLibraries(Func<AssemblyRequest, AssemblyReply?> ask, Func<string, string?> refusalOf)
{
    // The key is the number of the context and the name.
    private readonly ConcurrentDictionary<string, nint> _loaded = new(StringComparer.Ordinal);

    /// <summary>Gets the handle of a library; 0 where the client has none of that name.</summary>
    public nint Find(string name, int context)
    {
        string key = $"{context}/{name}";
        if (_loaded.TryGetValue(key, out nint known))
        {
            return known;
        }

        AssemblyReply? reply = ask(new AssemblyRequest(name, Guid.Empty, Native: true, context));
        string? path = reply?.Path is { } file && File.Exists(file) ? file : Store(name, reply?.Image);
        if (path is null || !NativeLibrary.TryLoad(path, out nint handle))
        {
            return 0;
        }

        _loaded.TryAdd(key, handle);
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
