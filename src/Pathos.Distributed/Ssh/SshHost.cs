using System.Globalization;

namespace Pathos.Distributed;

/// <summary>A host as the SSH client is to be called for it. Its name may be an alias of the client's configuration, which then knows the
/// rest.</summary>
internal sealed record SshHost
{
    private const string Scheme = "ssh";

    private SshHost(HostSpec spec)
    {
        User = spec.User;
        Name = spec.Host;
        Port = spec.Port;
    }

    public string? User { get; init; }

    public string Name { get; }

    public int? Port { get; init; }

    /// <summary>Reads <c>[ssh://][user@]host[:port]</c>.</summary>
    public static SshHost Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var spec = HostSpec.Parse(text.Contains("://", StringComparison.Ordinal) ? text : $"{Scheme}://{text}");
        return spec switch
        {
            { Scheme: not Scheme } => throw new HostSpecException(text, 0, $"A host that is reached by SSH has no scheme '{spec.Scheme}'."),
            { Workers: not null } =>
                throw new HostSpecException(text, text.LastIndexOf('/'), "A host alone is named here, without a number of workers."),
            { Settings.Count: > 0 } =>
                throw new HostSpecException(
                    text, text.IndexOf('?', StringComparison.Ordinal), "A host alone is named here, without settings."),
            _ => Of(spec),
        };
    }

    /// <summary>Takes user, host and port of a spec, whatever else it says.</summary>
    public static SshHost Of(HostSpec spec)
    {
        // The client gets them as arguments: one that begins like an option could be taken for it, and a pattern names no host.
        if (spec.Host.StartsWith('-') || spec.Host.Contains('*', StringComparison.Ordinal))
        {
            throw new HostSpecException(
                spec.Text, spec.Text.IndexOf(spec.Host, StringComparison.Ordinal), $"'{spec.Host}' is not the name of a host.");
        }

        return spec.User is { } user && user.StartsWith('-')
            ? throw new HostSpecException(
                spec.Text, spec.Text.IndexOf(user, StringComparison.Ordinal), $"'{user}' is not the name of a user.")
            : new SshHost(spec);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(User is null ? "" : User + "@")}{(Name.Contains(':', StringComparison.Ordinal) ? $"[{Name}]" : Name)}{(Port is null ? "" : ":" + Port)}");
}
