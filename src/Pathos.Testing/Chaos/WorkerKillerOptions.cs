namespace Pathos;

/// <summary>How a <see cref="WorkerKiller"/> goes about it. Every member has a default.</summary>
public sealed record WorkerKillerOptions
{
    /// <summary>Gets the seed of everything that is drawn: who, when, how. Null, the default, takes a fresh one, which <see cref="WorkerKiller.Seed"/> then tells.</summary>
    public int? Seed { get; init; }

    /// <summary>Gets how long a worker lives on the average. Lifetimes are exponential: an old worker is as likely to die in the next second as a young one. Default 5 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan MeanLifetime
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(MeanLifetime));
            field = value;
        }
    } = TimeSpan.FromSeconds(5);

    /// <summary>Gets whether workers that are still starting are killed too, once the pool was ready for the first time. Default false.</summary>
    /// <remarks>They are never frozen: a start that hangs is a matter of <see cref="PoolOptions.OpenTimeout"/>. Applies to pools of processes alone, not to mixed ones.</remarks>
    public bool KillsStarting { get; init; }

    /// <summary>Gets the deaths to choose from, each as likely as the others; one that is named twice is twice as likely. Default: all.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public IReadOnlyList<WorkerDeath> Deaths
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Deaths));
            if (value.Count == 0)
            {
                throw new ArgumentException("Name at least one death.", nameof(Deaths));
            }

            field = value;
        }
    } = Enum.GetValues<WorkerDeath>();
}
