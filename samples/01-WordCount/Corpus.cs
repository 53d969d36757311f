using System.Runtime.InteropServices;

namespace Pathos.Samples.WordCount;

/// <summary>The files to read, the biggest first: then the last ones are short, and no worker is left alone with a long one.</summary>
internal sealed record Corpus(string Folder, string Kinds, IReadOnlyList<string> Files, long Bytes)
{
    private static readonly EnumerationOptions s_everywhere = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        // A link leads to a file that is counted where it stands, or round in circles.
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>Finds the files of a folder, or the documentation of the SDK that runs this program.</summary>
    public static Corpus Find(string? input) =>
        input is null ? In(DotnetRoot(), ["*.xml", "*.txt"]) : In(Path.GetFullPath(input), ["*"]);

    private static Corpus In(string folder, IReadOnlyList<string> kinds)
    {
        RequireReadable(folder);
        FileInfo[] files =
        [
            .. kinds
                .SelectMany(kind => new DirectoryInfo(folder).EnumerateFiles(kind, s_everywhere))
                // Pipes and devices have no length either, and reading them might never end.
                .Where(static file => file.Length > 0)
                .OrderByDescending(static file => file.Length)
                .ThenBy(static file => file.FullName, StringComparer.Ordinal),
        ];
        string named = string.Join(" and ", kinds);
        return files.Length > 0
            ? new Corpus(folder, named, [.. files.Select(static file => file.FullName)], files.Sum(static file => file.Length))
            : throw new UsageException($"There is nothing to read below '{folder}' ({named}). Name a folder with --input DIR.");
    }

    private static void RequireReadable(string folder)
    {
        try
        {
            using IEnumerator<string> entries = Directory.EnumerateFileSystemEntries(folder).GetEnumerator();
            entries.MoveNext();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The folder '{folder}' cannot be read: {error.Message}");
        }
    }

    /// <summary>The runtime runs from shared/NAME/VERSION below it.</summary>
    private static string DotnetRoot() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
