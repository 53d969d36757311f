namespace Pathos.Distributed;

/// <summary>Places of a pool that the user did not name. The hub looks for them when the pool opens, and they are places like any other
/// from then on.</summary>
/// <param name="find">Looks for them. Finding none is an exception that says what to do.</param>
/// <param name="asked">How many workers the user asked for at each; null for all that there are.</param>
/// <param name="isRequired">Whether the pool does not open when none is found.</param>
internal sealed class HubSearch(Func<CancellationToken, Task<IReadOnlyList<HubSite>>> find, int? asked, bool isRequired)
{
    /// <summary>Gets whether the pool does not open when none is found.</summary>
    public bool IsRequired { get; } = isRequired;

    /// <summary>Gets or sets how many workers are expected of it. One while that is unknown, and 0 when the search is over, because then
    /// the places speak for themselves. Guarded by the hub's lock.</summary>
    public int Expected { get; set; } = asked ?? 1;

    /// <exception cref="PoolOpenException">There is none.</exception>
    public Task<IReadOnlyList<HubSite>> FindAsync(CancellationToken cancellationToken) => find(cancellationToken);
}
