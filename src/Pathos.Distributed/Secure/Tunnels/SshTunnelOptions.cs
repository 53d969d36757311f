namespace Pathos;

/// <summary>How a tunnel is opened and kept.</summary>
public sealed record SshTunnelOptions
{
    /// <summary>Gets how the host is reached. Default: as the user's SSH client does.</summary>
    public SshOptions Ssh { get; init; } = new();

    /// <summary>Gets the port of this machine that leads into the tunnel. Default 0: one that the system picks.</summary>
    public int LocalPort { get; init; }

    /// <summary>Gets how long at most to wait between two tries to connect again; the first is made at once, and each wait is twice the
    /// one before. Default 30 seconds.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(30);
}
