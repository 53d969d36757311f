namespace Pathos;

/// <summary>How a pool with workers on other hosts is opened and kept.</summary>
public record RemotePoolOptions : ProcessPoolOptions
{
    /// <summary>Makes the default options.</summary>
    public RemotePoolOptions()
    {
    }

    private RemotePoolOptions(ProcessPoolOptions options)
        : base(options)
    {
    }

    /// <summary>Gets how the system's SSH client is called.</summary>
    public SshOptions Ssh { get; init; } = new();

    /// <summary>Gets the hosts that specs may call by name: address, user, port, profile, environment and number of workers come from
    /// there where the spec does not say them itself.</summary>
    /// <remarks>
    /// Null, the default: the user's file (<see cref="HostRegistry.DefaultPath"/>), if there is one, read when a pool with an
    /// <c>ssh://</c> spec is opened; one that cannot be read is a
    /// <see cref="HostRegistryException"/> then. A name that is in no registry is the SSH client's to know. Variables of
    /// <see cref="PoolOptions.Environment"/> win over those of a host.
    /// </remarks>
    public HostRegistry? Hosts { get; init; }

    /// <summary>Gets the secret that pool servers hold too. Null, the default: what <see cref="PoolCredentials.Find"/> finds.</summary>
    /// <remarks>They stay in this process: a function that captures the pool brings it to its worker without them. See
    /// <see cref="CaptureCredentials"/>.</remarks>
    public PoolCredentials? Credentials { get; init; }

    /// <summary>Gets whether a function that captures the pool brings <see cref="Credentials"/> along to its worker. Default false: the
    /// pool that it opens there looks for a secret of the worker's own (<see cref="PoolCredentials.Find"/>).</summary>
    /// <remarks>The secret lets run code on all machines that hold it. With true it is in the memory of every worker that gets such a
    /// function, on whatever host.</remarks>
    public bool CaptureCredentials { get; init; }

    /// <summary>Gets whether the pool opens only when every host of its specs is there. Default true; otherwise one host suffices, and the
    /// others are tried again for as long as the pool is open.</summary>
    public bool RequireAllHosts { get; init; } = true;

    /// <summary>Gets the folder on hosts for what is sent once: the worker program, assemblies, a runtime. Null, the default:
    /// <c>~/.cache/pathos</c>.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Gets the <c>dotnet</c> program on hosts. Null, the default: the one in PATH, DOTNET_ROOT or a usual place, of the same
    /// version as this process.</summary>
    public string? RemoteDotnetPath { get; init; }

    /// <summary>Gets whether a host without a fitting runtime is sent this machine's, once: about 70 MB. Default false, which is an error
    /// then.</summary>
    public bool ShipRuntime { get; init; }

    internal override string? CapturedSecret => CaptureCredentials ? Credentials?.Text : null;

    internal override PoolOptions WithSecret(string? secret) =>
        this with { Credentials = secret is null ? null : PoolCredentials.FromSecret(secret) };

    internal static new RemotePoolOptions From(PoolOptions options) =>
        options as RemotePoolOptions ?? new RemotePoolOptions(options as ProcessPoolOptions ?? ProcessPoolOptions.From(options));
}
