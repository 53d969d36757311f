using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>What a pool wants of a node, the same for all of its workers.</summary>
internal sealed record NodeSettings
{
    /// <summary>Gets the host, as the user named it.</summary>
    public required string Host { get; init; }

    public required string RuntimeConfig { get; init; }

    public required string? WorkingDirectory { get; init; }

    public required string? DotnetPath { get; init; }

    public required IReadOnlyDictionary<string, string?> Environment { get; init; }

    public required NodePatience Patience { get; init; }

    /// <summary>Gets the assemblies that the workers load in place of the framework's.</summary>
    public required OverridingCode Overrides { get; init; }

    /// <summary>Gets who hears what workers print.</summary>
    public required Action<TaskOutput> OnOutput { get; init; }

    /// <summary>Gets what the program that made the connection said last, for errors; empty for nothing.</summary>
    public required Func<string> LastWords { get; init; }

    public static NodeSettings Of(string host, RemotePoolOptions options, HubOptions hub, Func<string> lastWords) => new()
    {
        Host = host,
        RuntimeConfig = Distributed.RuntimeConfig.OfOtherHosts(hub.Program.Settings.Texts),
        WorkingDirectory = options.WorkingDirectory,
        DotnetPath = null,
        Patience = new NodePatience(options.HeartbeatTimeout == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : options.HeartbeatTimeout),
        Environment = options.WorkerEnvironment,
        Overrides = RemoteOverrides.Offer,
        OnOutput = hub.OnOutput,
        LastWords = lastWords,
    };

    public OpenNode ToMessage() => new(
        PeerBuild.OfThisProcess.ProtocolVersion,
        PeerBuild.OfThisProcess.RuntimeVersion,
        RuntimeConfig,
        WorkingDirectory,
        DotnetPath,
        PoolDepth.OfThisProcess,
        Patience,
        [.. Environment.SelectMany(static entry => new[] { entry.Key, entry.Value })],
        Overrides);
}
