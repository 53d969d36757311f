namespace Pathos;

/// <summary>How a journal is opened and kept.</summary>
public sealed record JournalOptions
{
    internal static readonly JournalOptions Default = new();

    /// <summary>Gets what happens when the file holds results of other functions, or of an earlier build of this one. Default: the call is refused.</summary>
    public OtherFunctions OtherFunctions { get; init; }

    /// <summary>Gets whether a result serves only an item with the same index too. Default false. True for functions that use <see cref="TaskContext.Index"/> or
    /// <see cref="TaskContext.Random"/>: their results belong to a place in the input.</summary>
    public bool MatchIndex { get; init; }

    /// <summary>Gets when results are forced to the disk. Default <see cref="JournalSync.Interval"/>. Results that were handed to the system survive the death of the
    /// program in any case; this is about the death of the machine.</summary>
    public JournalSync Sync { get; init; } = JournalSync.Interval;

    /// <summary>Gets the least time between two times that results are forced to the disk. Default 1 second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan SyncInterval
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(SyncInterval));
            field = value;
        }
    } = TimeSpan.FromSeconds(1);
}

/// <summary>What a journal does about results of functions other than the one that is called.</summary>
public enum OtherFunctions
{
    /// <summary>The call fails: probably the file is not the one that was meant.</summary>
    Refuse,

    /// <summary>They stay in the file and are not used: several maps share one journal.</summary>
    Keep,

    /// <summary>They are used where the types and the arguments are the same: the program was built again, and its old results are still good.</summary>
    Reuse,
}

/// <summary>When a journal forces results to the disk.</summary>
public enum JournalSync
{
    /// <summary>Never, not even at the end: the system writes when it likes.</summary>
    Never,

    /// <summary>When results come and <see cref="JournalOptions.SyncInterval"/> has passed, and at the end.</summary>
    Interval,

    /// <summary>With every report of results, before the caller sees them. Costs a write to the disk each time.</summary>
    Always,
}
