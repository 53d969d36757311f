using System.Buffers;

namespace Pathos.Distributed;

/// <summary>Text as one word of a POSIX shell, whatever it holds. The SSH server hands a command to the user's shell as a line.</summary>
internal static class ShellQuote
{
    private static readonly SearchValues<char> s_plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,+@%");

    /// <exception cref="ArgumentException">The text holds a NUL, which no word can.</exception>
    public static string Word(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A word of a command line cannot hold the character NUL.", nameof(text));
        }

        // Within single quotes every character means itself; the quote itself is written outside of them.
        return text.Length > 0 && !text.AsSpan().ContainsAnyExcept(s_plain)
            ? text
            : "'" + text.Replace("'", @"'\''", StringComparison.Ordinal) + "'";
    }

    public static string Words(params IEnumerable<string> texts) => string.Join(' ', texts.Select(Word));
}
