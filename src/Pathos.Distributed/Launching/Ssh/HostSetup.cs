namespace Pathos.Distributed;

/// <summary>What a host is to be made of, by <see cref="SshBootstrap"/>.</summary>
internal sealed record HostSetup
{
    public required SshPlace Place { get; init; }

    public required SshOptions Ssh { get; init; }

    /// <summary>Gets what the worker program is there: <c>node</c>, or <c>serve</c>.</summary>
    public required string Role { get; init; }

    public required ShippedFiles Program { get; init; }

    /// <summary>Gets the runtime for a host that has none; null to send none.</summary>
    public required ShippedFiles? Runtime { get; init; }

    public required string? CacheFolder { get; init; }

    public required string? DotnetPath { get; init; }

    /// <summary>Gets how long it may take until the host is what it is to be.</summary>
    public required TimeSpan Bound { get; init; }

    /// <summary>Gets the type whose options decided all this, for errors that say which one to change.</summary>
    public required string OptionsName { get; init; }

    public SshHost Host => Place.Host;

    /// <summary>What a pool wants of a host.</summary>
    public static HostSetup OfPool(SshPlace place, RemotePoolOptions options) => new()
    {
        Place = place,
        Ssh = options.Ssh,
        Role = "node",
        Program = WorkerFiles.OfThisProgram,
        Runtime = options.ShipRuntime ? RuntimeFiles.OfThisProcess : null,
        CacheFolder = options.CacheFolder,
        DotnetPath = options.RemoteDotnetPath,
        Bound = options.OpenTimeout,
        OptionsName = nameof(RemotePoolOptions),
    };

    /// <summary>What who starts a server wants of a host.</summary>
    public static HostSetup OfServer(SshPlace place, RemoteServerOptions options) => new()
    {
        Place = place,
        Ssh = options.Ssh,
        Role = "serve",
        Program = ServerFiles.OfThisProgram,
        Runtime = options.ShipRuntime ? RuntimeFiles.OfThisProcess : null,
        CacheFolder = options.CacheFolder,
        DotnetPath = options.RemoteDotnetPath,
        Bound = options.OpenTimeout,
        OptionsName = nameof(RemoteServerOptions),
    };
}
