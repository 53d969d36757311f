namespace Pathos;

/// <summary>How a pool of worker processes on this machine is opened and kept.</summary>
public record ProcessPoolOptions : PoolOptions
{
    /// <summary>Makes the default options.</summary>
    public ProcessPoolOptions()
    {
    }

    private ProcessPoolOptions(PoolOptions options)
        : base(options)
    {
    }

    /// <summary>Gets how long a worker that holds work may stay silent before it is given up. Default 10 seconds.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets a serialiser for data types that it claims; others travel as usual. It must be able to travel itself. Null, the default: none.</summary>
    public IValueSerializer? ValueSerializer { get; init; }

    /// <summary>Gets the <c>dotnet</c> program that runs the workers. Null, the default: the one that runs this process, else the one of DOTNET_ROOT or PATH.</summary>
    public string? DotnetPath { get; init; }

    internal static ProcessPoolOptions From(PoolOptions options) => new(options);
}
