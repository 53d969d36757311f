namespace Pathos;

/// <summary>What a server says of itself: see <see cref="PoolServer.QueryAsync"/>.</summary>
/// <param name="Workers">How many tasks it runs at a time, without the machines that work for it.</param>
/// <param name="Clients">The pools that use it now, with what each of them runs.</param>
/// <param name="Helpers">The machines that work for it now.</param>
public sealed record ServerStatistics(
    int Workers, IReadOnlyList<ServerClientStatistics> Clients, IReadOnlyList<ServerHelperStatistics> Helpers)
{
    /// <summary>Gets whether it takes no new clients, and ends when those of now have gone: see <see
    /// cref="PoolServer.DrainAsync"/>.</summary>
    public bool IsDraining { get; init; }
}
