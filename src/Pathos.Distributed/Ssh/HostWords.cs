namespace Pathos.Distributed;

/// <summary>What a host said, for the text of an error: shortened, and with control characters made visible. It may be read at a
/// terminal.</summary>
internal static class HostWords
{
    private const int Longest = 1000;

    public static string Show(string said)
    {
        string text = said.Trim();
        string shown = Visible.Text(text.Length > Longest ? text[..Longest] : text);

        // A control character takes six when it is shown.
        return shown.Length > Longest || text.Length > Longest ? shown[..Longest] + "..." : shown;
    }
}
