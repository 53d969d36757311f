using System.Globalization;
using System.Text;

namespace Pathos;

/// <summary>Where workers should run: <c>[scheme://][user@]host[:port][/workers][?key=value&amp;...]</c>.</summary>
internal sealed partial record HostSpec
{
    /// <summary>Gets how workers get there: <c>ssh</c>, <c>tcp</c>, ... For <c>serial</c>, <c>threads</c> and <c>local</c> scheme and host are the same word.</summary>
    public required string Scheme { get; init; }

    public string? User { get; init; }

    public required string Host { get; init; }

    public int? Port { get; init; }

    /// <summary>Gets how many workers; null for all that the target offers.</summary>
    public int? Workers { get; init; }

    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the text that was parsed, for errors found later.</summary>
    public required string Text { get; init; }

    private bool IsBareWord => Array.IndexOf(s_bareWords, Scheme) >= 0;

    public override string ToString()
    {
        var text = new StringBuilder();
        if (!IsBareWord)
        {
            text.Append(Scheme).Append("://");
        }

        if (User is not null)
        {
            text.Append(User).Append('@');
        }

        text.Append(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host);
        if (Port is { } port)
        {
            text.Append(':').Append(port.ToString(CultureInfo.InvariantCulture));
        }

        if (Workers is { } workers)
        {
            text.Append('/').Append(workers.ToString(CultureInfo.InvariantCulture));
        }

        char separator = '?';
        foreach ((string key, string value) in Settings)
        {
            text.Append(separator).Append(key).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return text.ToString();
    }
}
