using System.Runtime.InteropServices;

namespace Pathos.Serialization;

/// <summary>Finds the program's own native libraries, in the places where builds and publishes put them.</summary>
internal static class NativeLibraries
{
    /// <summary>Gets the full path of a library of this program, or null. System libraries are never shipped.</summary>
    /// <param name="name">Its name, as code asks for it.</param>
    /// <param name="beside">Folders to look into first.</param>
    public static string? Find(string name, params string[] beside)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAny('/', '\\', '\0'))
        {
            return null;
        }

        foreach (string folder in beside.SelectMany(FoldersOf).Concat(Folders()))
        {
            foreach (string file in FileNames(name).Where(IsLibraryName))
            {
                string path = Path.Combine(folder, file);
                if (NativeImage.IsOne(path))
                {
                    return path;
                }
            }
        }

        return null;
    }

    /// <summary>Whether a file is called as libraries are. Workers choose the names: settings and keys that lie beside
    /// the program are not even opened.</summary>
    private static bool IsLibraryName(string file)
    {
        const string OfUnix = ".so";
        if (Path.GetExtension(file) is ".dll" or ".dylib" or OfUnix)
        {
            return true;
        }

        // With a version behind it, as in libssl.so.3.
        int at = file.LastIndexOf(OfUnix + ".", StringComparison.Ordinal);
        return at > 0 && !file.AsSpan(at + OfUnix.Length).ContainsAnyExcept(".0123456789");
    }

    private static IEnumerable<string> Folders()
    {
        foreach (string folder in FoldersOf(AppContext.BaseDirectory))
        {
            yield return folder;
        }

        string listed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? string.Empty;
        foreach (string folder in listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }
    }

    private static IEnumerable<string> FoldersOf(string root)
    {
        yield return root;
        foreach (string rid in Rids())
        {
            yield return Path.Combine(root, "runtimes", rid, "native");
        }
    }

    private static IEnumerable<string> Rids()
    {
        string rid = RuntimeInformation.RuntimeIdentifier;
        yield return rid;
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        yield return $"{system}-{architecture}";
        yield return system;
        if (system != "win")
        {
            yield return $"unix-{architecture}";
            yield return "unix";
        }
    }

    private static IEnumerable<string> FileNames(string name)
    {
        string extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        yield return name;
        yield return name + extension;
        yield return "lib" + name;
        yield return "lib" + name + extension;
    }
}
