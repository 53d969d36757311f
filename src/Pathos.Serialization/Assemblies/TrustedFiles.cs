namespace Pathos.Serialization;

/// <summary>The files that the host of this process chose to load assemblies from, one for each name.</summary>
internal static class TrustedFiles
{
    // No tuple: code for one would be compiled in every cold process.
    private static readonly Lazy<Sorted> s_sorted = new(Sort);

    /// <summary>Gets the files that do not lie in a shared framework: all of them where the program brings its own .NET.</summary>
    public static IReadOnlyList<string> OfTheProgram => s_sorted.Value.OfTheProgram;

    /// <summary>Gets the folders of the shared frameworks that this process runs on; none where it brings its own.</summary>
    public static IReadOnlyList<string> FrameworkFolders => s_sorted.Value.FrameworkFolders;

    private static string All { get; } = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? string.Empty;

    /// <summary>Gets the file that is loaded under this name, or null. One search in a text: a worker that is just
    /// starting makes no table for it.</summary>
    public static string? Find(string name)
    {
        string file = Path.DirectorySeparatorChar + name + ".dll";
        for (int at = All.IndexOf(file, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = All.IndexOf(file, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            int end = at + file.Length;
            if (end == All.Length || All[end] == Path.PathSeparator)
            {
                int start = All.LastIndexOf(Path.PathSeparator, at) + 1;
                return All[start..end];
            }
        }

        return null;
    }

    private static Sorted Sort()
    {
        var program = new List<string>();
        var folders = new List<string>();
        foreach (string path in All.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            string folder = Path.GetDirectoryName(path) ?? string.Empty;
            if (FrameworkAssemblies.IsSelfContained || !FrameworkAssemblies.IsShared(folder))
            {
                program.Add(path);
            }
            else if (!folders.Contains(folder))
            {
                folders.Add(folder);
            }
        }

        return new Sorted(program, folders);
    }

    private sealed record Sorted(List<string> OfTheProgram, List<string> FrameworkFolders);
}
