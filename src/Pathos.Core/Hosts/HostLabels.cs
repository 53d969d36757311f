namespace Pathos;

/// <summary>What hosts are good for: words that specs give them, and that calls ask for.</summary>
internal static class HostLabels
{
    public const string Setting = "label";

    public static IReadOnlyList<string> Of(HostSpec spec) =>
        spec.Settings.TryGetValue(Setting, out string? labels) ? labels.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];

    public static bool Have(IReadOnlyList<string> offered, IReadOnlyList<string> wanted)
    {
        foreach (string label in wanted)
        {
            if (!offered.Contains(label, StringComparer.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <exception cref="HostSpecException">A setting of the spec means nothing here.</exception>
    public static void RequireNothingElse(HostSpec spec)
    {
        foreach (string key in spec.Settings.Keys)
        {
            if (key != Setting)
            {
                throw new HostSpecException(spec.Text, Math.Max(0, spec.Text.IndexOf(key, StringComparison.Ordinal)), $"'{key}' is not a setting of {spec.Scheme}. The settings are: {Setting}.");
            }
        }
    }
}
