using System.Security.Cryptography;
using System.Text;

namespace Pathos.Samples.WordCount;

/// <summary>What one file says: small enough to come back from anywhere.</summary>
internal sealed record FileWords(string Sha256, Dictionary<string, int> Counts)
{
    // Nothing longer is a word; it is data that happens to be letters.
    private const int LongestWord = 40;

    /// <summary>Reads a file, hashes it, and counts its words in lower case.</summary>
    public static FileWords Read(string path, HashSet<string> stopWords, int minimumLength)
    {
        byte[] content = File.ReadAllBytes(path);
        return new FileWords(Convert.ToHexString(SHA256.HashData(content)), Count(Encoding.UTF8.GetString(content), stopWords, minimumLength));
    }

    public bool IsSameAs(FileWords other) =>
        string.Equals(Sha256, other.Sha256, StringComparison.Ordinal)
        && Counts.Count == other.Counts.Count
        && Counts.All(word => other.Counts.TryGetValue(word.Key, out int count) && count == word.Value);

    private static Dictionary<string, int> Count(ReadOnlySpan<char> text, HashSet<string> stopWords, int minimumLength)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);

        // Both are asked by span, so that only a word's first time makes a string.
        var countOf = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        var isStopWord = stopWords.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> lower = stackalloc char[LongestWord];
        while (TakeWord(ref text, out ReadOnlySpan<char> word))
        {
            if (word.Length < minimumLength || word.Length > LongestWord)
            {
                continue;
            }

            ReadOnlySpan<char> key = lower[..word.ToLowerInvariant(lower)];
            if (!isStopWord.Contains(key))
            {
                countOf.TryGetValue(key, out int count);
                countOf[key] = count + 1;
            }
        }

        return counts;
    }

    private static bool TakeWord(ref ReadOnlySpan<char> text, out ReadOnlySpan<char> word)
    {
        int start = 0;
        while (start < text.Length && !char.IsLetter(text[start]))
        {
            start++;
        }

        int end = start;
        while (end < text.Length && char.IsLetter(text[end]))
        {
            end++;
        }

        word = text[start..end];
        text = text[end..];
        return !word.IsEmpty;
    }
}
