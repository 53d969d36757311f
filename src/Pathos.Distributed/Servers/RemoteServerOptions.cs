namespace Pathos;

/// <summary>How a server is started on another host.</summary>
public sealed record RemoteServerOptions
{
    /// <summary>Gets how the system's SSH client is called.</summary>
    public SshOptions Ssh { get; init; } = new();

    /// <summary>Gets the hosts that may be called by name. Null, the default: the user's file (<see cref="HostRegistry.DefaultPath"/>), if
    /// there is one.</summary>
    public HostRegistry? Hosts { get; init; }

    /// <summary>Gets how many tasks the server runs at a time. Null, the default: what the registry says of the host, else as many as the
    /// process there may use cores.</summary>
    public int? Workers { get; init; }

    /// <summary>Gets the port that the server listens on there, on the host's loopback. Default 0: one that is free.</summary>
    public int Port { get; init; }

    /// <summary>Gets the port of this machine that leads to it. Default 0: one that is free.</summary>
    public int LocalPort { get; init; }

    /// <summary>Gets how long connecting and starting may take, the first transfer included. Default 30 seconds.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the folder there for what is sent once. Null, the default: <c>~/.cache/pathos</c>.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Gets the <c>dotnet</c> program there. Null, the default: the one in PATH, DOTNET_ROOT or a usual place, of the same
    /// version as this process.</summary>
    public string? RemoteDotnetPath { get; init; }

    /// <summary>Gets whether a host without a fitting runtime is sent this machine's, once: about 70 MB. Default false, which is an error
    /// then.</summary>
    public bool ShipRuntime { get; init; }
}
