using System.Globalization;
using System.Text;

namespace Pathos.Distributed;

/// <summary>What a host said, for the text of an error: shortened, and with control characters made visible. It may be read at a
/// terminal.</summary>
internal static class HostWords
{
    private const int Longest = 1000;

    public static string Show(string said)
    {
        string text = said.Trim();
        var shown = new StringBuilder();
        foreach (char c in text.Length > Longest ? text[..Longest] : text)
        {
            _ = char.IsControl(c) ? shown.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}") : shown.Append(c);
        }

        return text.Length > Longest ? shown.Append("...").ToString() : shown.ToString();
    }
}
