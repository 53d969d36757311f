namespace Pathos.Wire;

/// <summary>How long a pool and a node wait for a word of each other. It follows from how long the pool waits for one of its workers.</summary>
internal sealed record NodePatience(TimeSpan HeartbeatTimeout)
{
    // A machine that is busy may not come to it for a while, however short a silence of workers the user has asked for.
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(2);

    // Workers of a pool that is gone do nothing but hold what they have.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    /// <summary>Gets how often each says that it is there.</summary>
    public TimeSpan Interval => OfPool / 8;

    /// <summary>Gets after which silence of the whole node the pool gives up those of its workers that hold work.</summary>
    public TimeSpan OfWorkers => Bounded(1);

    /// <summary>Gets after which silence the pool gives up the node: later than a worker that holds work, so that a short disturbance costs what was executing and not the whole host.</summary>
    public TimeSpan OfPool => Bounded(2);

    /// <summary>Gets after which silence the node gives up the pool and ends what it has started: later than the pool, which may go on with what is here as long as it has not given it up.</summary>
    public TimeSpan OfNode => Bounded(6);

    private TimeSpan Bounded(int times) => TimeSpan.FromTicks(Math.Clamp(HeartbeatTimeout.Ticks, s_shortest.Ticks / 2, s_longest.Ticks / 6) * times);
}
