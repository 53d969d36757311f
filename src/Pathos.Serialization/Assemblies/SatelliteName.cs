namespace Pathos.Serialization;

/// <summary>The name under which a worker asks for the texts of a culture: <c>de-DE/Library.resources</c>.</summary>
/// <param name="Culture">Letters, digits and hyphens: nothing that leads anywhere.</param>
/// <param name="Name">The assembly's name.</param>
internal readonly record struct SatelliteName(string Culture, string Name)
{
    private const string Ending = ".resources";
    private const int LongestCulture = 85;

    /// <summary>Gets the assembly that they belong to.</summary>
    public string Owner => Name[..^Ending.Length];

    public string Full => $"{Culture}/{Name}";

    public static bool TryParse(string text, out SatelliteName satellite)
    {
        satellite = default;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash is < 1 or > LongestCulture || !text.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        satellite = new SatelliteName(text[..slash], text[(slash + 1)..]);
        return satellite.Name.Length > Ending.Length && satellite.Culture.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')
            && !satellite.Name.AsSpan().ContainsAny('/', '\\', '\0');
    }
}
