using System.Globalization;

namespace Pathos.Distributed;

/// <summary>Reads what the script of a cache says of it. A host may say anything: each word is checked, and none is long.</summary>
internal static class CacheList
{
    private const string Failed = "failed ";

    // Each thing is a folder. A cache of so many is cleared by hand.
    private const int Most = 100_000;
    private const int LongestHash = 255;
    private const int LongestName = 255;

    /// <exception cref="RemoteCacheException">The cache cannot be used, or what is said of it is not understood.</exception>
    public static IReadOnlyList<CachedItem> Read(string place, RemoteResult result)
    {
        string[] lines = result.Output.Split('\n', Most + 1, StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(lines, static line => line.StartsWith(Failed, StringComparison.Ordinal)) is { } failure)
        {
            throw Problem(place, HostWords.Show(failure[Failed.Length..]));
        }

        if (result.ExitCode != 0)
        {
            throw Problem(place, $"the shell there ended with exit code {result.ExitCode}. {HostWords.Show(result.Error)}".TrimEnd());
        }

        if (result.IsTruncated || lines.Length > Most)
        {
            throw Problem(place, $"it holds more than {Most} things. When no workers are left there, remove the folder by hand.");
        }

        return [.. lines.Select(line => ReadLine(line) ?? throw Problem(
            place, $"its shell says what is not understood: '{HostWords.Show(line)}'. Something there changes what its shell prints."))];
    }

    private static CachedItem? ReadLine(string line)
    {
        if (line.Split(' ', 7) is not
                ["item", var kind, { Length: <= LongestHash } hash, var bytes, var changed, var use, { Length: <= LongestName } name]
            || !Enum.TryParse(kind, ignoreCase: true, out CachedItemKind known) || !Enum.IsDefined(known)
            || Number(bytes) is not { } size
            || Number(changed) is not { } seconds || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return null;
        }

        DateTimeOffset lastUsed = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return new CachedItem(known, hash == "-" ? "" : hash, name, size, lastUsed, use == "unknown" ? null : use == "used");
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static RemoteCacheException Problem(string place, string problem) =>
        new(place, $"The cache of {place} cannot be used: {problem}");
}
