namespace Pathos;

/// <summary>What tasks did, written down so that every process can write and nothing is lost when one is killed: each entry is a file of its own, and creating a file is atomic.</summary>
public sealed class FileLedger
{
    private readonly string _folder;

    /// <summary>Opens the ledger in a folder, also from a program that did not make it.</summary>
    /// <param name="folder">The folder; it exists.</param>
    public FileLedger(string folder) => _folder = folder;

    /// <summary>Gets the folder that the entries lie in.</summary>
    public string Folder => _folder;

    /// <summary>Gets the number of entries.</summary>
    public int Count => Directory.GetFiles(_folder).Length;

    /// <summary>Gets the entries, sorted by their text.</summary>
    public IReadOnlyList<string> Entries =>
        [.. Directory.GetFiles(_folder).Select(static file => Uri.UnescapeDataString(Path.GetFileNameWithoutExtension(file))).Order(StringComparer.Ordinal)];

    /// <summary>Gets the entries, the oldest first as far as the clock of the file system tells.</summary>
    public IReadOnlyList<string> EntriesByTime =>
        [.. new DirectoryInfo(_folder).GetFiles().OrderBy(static file => file.CreationTimeUtc).Select(static file => Uri.UnescapeDataString(Path.GetFileNameWithoutExtension(file.Name)))];

    /// <summary>Adds an entry.</summary>
    /// <param name="entry">Short text.</param>
    public void Add(string entry) => File.Create(Path.Combine(_folder, $"{Uri.EscapeDataString(entry)}.{Guid.NewGuid():N}")).Dispose();

    /// <summary>Adds the number of an item.</summary>
    /// <param name="item">The number.</param>
    public void Add(int item) => Add(item.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Counts the entries of a text.</summary>
    /// <param name="entry">The text.</param>
    /// <returns>How many there are.</returns>
    public int CountOf(string entry) => Entries.Count(text => string.Equals(text, entry, StringComparison.Ordinal));

    /// <summary>Counts the entries of an item.</summary>
    /// <param name="item">The number.</param>
    /// <returns>How many there are.</returns>
    public int CountOf(int item) => CountOf(item.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Waits until the ledger has so many entries.</summary>
    /// <param name="count">How many.</param>
    /// <returns>A task that completes then, or fails after <see cref="TestTimeouts.Unexpected"/>.</returns>
    public Task ReachesAsync(int count) => FileGate.PollAsync(() => Count >= count, $"{count} entries in the ledger");
}
