namespace Pathos;

/// <summary>How the system's OpenSSH client is called. Keys, agent, known hosts, jump hosts and shared connections are those of its own
/// configuration.</summary>
/// <remarks>
/// It never asks: there is no user to answer, so passwords and passphrases come from an agent or not at all. What its configuration says
/// for people at a terminal does nothing here: no agent and no display is forwarded, no port, and no command of the configuration is run.
/// </remarks>
public sealed record SshOptions
{
    /// <summary>Gets the client program, found in PATH unless it is a path. Default <c>ssh</c>.</summary>
    public string Program { get; init; } = "ssh";

    /// <summary>Gets the client configuration to use instead of the user's and the system's, as <c>ssh -F</c> does. Null, the default:
    /// theirs.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Gets how long connecting may take, rounded up to whole seconds. Default 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets further arguments of the client, each one an element, for example <c>["-J", "gate", "-o", "Compression=yes"]</c>.
    /// They win over the client's configuration. Forwardings are not made: <see cref="SshTunnel"/> makes them. Default: none.</summary>
    /// <remarks>Nothing interprets them but the client: an argument may make it run programs, so take them from no one who may
    /// not.</remarks>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
