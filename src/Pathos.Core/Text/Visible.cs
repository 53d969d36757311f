using System.Buffers;
using System.Globalization;
using System.Text;

namespace Pathos;

/// <summary>Makes text from elsewhere fit for a terminal, a log or a message: what would move the cursor, change colours or turn the
/// writing
/// direction is written as <c>\u001B</c>.</summary>
/// <remarks>Names of hosts and files, reasons of peers and lines of output are chosen by the other side. A terminal obeys
/// them, and a line break in a log line forges a second line.</remarks>
internal static class Visible
{
    // C0 without the tab, DEL, C1, the separators of lines, and all that changes the direction of what stands around it.
    private static readonly SearchValues<char> s_hidden = SearchValues.Create(
    [
        .. Enumerable.Range(0x00, 0x20).Where(static code => code != '\t').Select(static code => (char)code),
        .. Enumerable.Range(0x7F, 0x21).Select(static code => (char)code),
        '\u061C', '\u200E', '\u200F', '\u2028', '\u2029', '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069',
    ]);

    /// <summary>Makes one line of a text: line breaks are written out too.</summary>
    public static string Text(string text) => text.AsSpan().ContainsAny(s_hidden) ? Escape(text, keepsLines: false) : text;

    /// <summary>The same for text of several lines, which stay lines.</summary>
    public static string Lines(string text) => text.AsSpan().ContainsAny(s_hidden) ? Escape(text, keepsLines: true) : text;

    private static string Escape(string text, bool keepsLines)
    {
        var shown = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char next = text[i];
            bool isEndOfLine = next == '\n' || (next == '\r' && i + 1 < text.Length && text[i + 1] == '\n');
            if (!s_hidden.Contains(next) || (keepsLines && isEndOfLine))
            {
                shown.Append(next);
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)next:X4}");
            }
        }

        return shown.ToString();
    }
}
