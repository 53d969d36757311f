namespace Pathos;

/// <summary>When a map runs a second copy of items that take too long, elsewhere. The first result of an item wins; the other copy is cancelled.</summary>
/// <remarks>For inputs whose cost is alike and workers whose speed is not: a busy core, a slow host. It helps only the end of a map, when workers are free.
/// The times are those of the map itself, so it needs a few finished items to judge by.</remarks>
public sealed record SpeculationPolicy
{
    /// <summary>Gets the policy with every default.</summary>
    public static SpeculationPolicy Default { get; } = new();

    /// <summary>Gets the share of the items that must have ended before any gets a copy: from 0 to 1. Default 0.75.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 0 and 1.</exception>
    public double After
    {
        get;
        init
        {
            if (!(value >= 0 && value <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(After), value, "After is a share from 0 to 1.");
            }

            field = value;
        }
    } = 0.75;

    /// <summary>Gets how many times the median an item must have taken before it gets a copy; at least 1. Default 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public double Factor
    {
        get;
        init
        {
            if (!(value >= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(Factor), value, "Factor must be at least 1: an item that takes as long as the others is not a straggler.");
            }

            field = value;
        }
    } = 2;

    /// <summary>Gets the time that items must have taken in any case, since a copy costs more than a short wait. Default 100 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan MinimumTime
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(MinimumTime));
            field = value;
        }
    } = TimeSpan.FromMilliseconds(100);
}
