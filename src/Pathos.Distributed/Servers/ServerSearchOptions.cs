using Pathos.Wire;

namespace Pathos;

/// <summary>How servers are looked for on the local network.</summary>
public sealed record ServerSearchOptions
{
    internal static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Gets the UDP port at which servers hear who looks for them: that of <see cref="PoolServerOptions.DiscoveryPort"/>. Default
    /// 8899.</summary>
    public int DiscoveryPort { get; init; } = DiscoveryGroup.DefaultPort;

    /// <summary>Gets how long answers are waited for. All of it passes, because the number of servers is unknown. Default 1 s; at most an
    /// hour.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(1);
}
