namespace Pathos;

/// <summary>How one call of a verb runs. Every member has a default that suits most calls.</summary>
public sealed record MapOptions
{
    internal static readonly MapOptions Default = new();

    /// <summary>Gets the number of items that travel and run together. Null, the default, adapts it to the measured time of the items.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int? ChunkSize
    {
        get;
        init
        {
            RequireAtLeastOne(value, nameof(ChunkSize));
            field = value;
        }
    }

    /// <summary>Gets the most items that are read ahead of the consumer: queued, running, or finished and not yet consumed.
    /// Null, the default, allows what keeps every worker busy, and what the consumer of a stream takes in about 200 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int? MaxInFlight
    {
        get;
        init
        {
            RequireAtLeastOne(value, nameof(MaxInFlight));
            field = value;
        }
    }

    /// <summary>Gets the most bytes of arguments in flight and of results not yet consumed, on pools that serialise them. Default 256 MiB.
    /// One batch is always allowed, whatever its size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public long MaxBufferedBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxBufferedBytes));
            field = value;
        }
    } = 256L << 20;

    /// <summary>Gets how many items of an async function may be in flight on one worker. Default 1. A synchronous function always runs one at a time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int ConcurrencyPerWorker
    {
        get;
        init
        {
            RequireAtLeastOne(value, nameof(ConcurrencyPerWorker));
            field = value;
        }
    } = 1;

    /// <summary>Gets the longest one item may take. Then its token is cancelled; after <see cref="CancelGrace"/> its worker is given up: ended if it is a
    /// process, abandoned if it is a thread. The item fails with <see cref="TimeoutException"/>. Null, the default, sets no limit.</summary>
    public TimeSpan? ItemTimeout
    {
        get;
        init
        {
            RequirePositive(value, nameof(ItemTimeout));
            field = value;
        }
    }

    /// <summary>Gets the longest the whole call may take; then it is cancelled and fails with <see cref="TimeoutException"/>. Null, the default, sets no limit.</summary>
    public TimeSpan? Timeout
    {
        get;
        init
        {
            RequirePositive(value, nameof(Timeout));
            if (value?.TotalMilliseconds >= uint.MaxValue)
            {
                throw new ArgumentOutOfRangeException(nameof(Timeout), value, "Timeout must not be longer than a timer can wait (49 days); leave it out for no limit.");
            }

            field = value;
        }
    }

    /// <summary>Gets how long a cancelled task may go on before its worker is given up. Default 2 seconds.</summary>
    public TimeSpan CancelGrace
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(CancelGrace));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(49), nameof(CancelGrace));
            field = value;
        }
    } = TimeSpan.FromSeconds(2);

    /// <summary>Gets when a failed task is tried again. Null, the default, takes the pool's.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Gets whether an item may run again after it has begun. Default true. False for functions with effects that must not happen twice: then nothing is
    /// retried or speculated on, and every item that may have begun on a lost worker fails with <see cref="WorkerLostException"/>, its result unknown.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>Gets when items that take too long get a second copy on a free worker. Null, the default: never. Nor on the serial pool, for single calls, or when
    /// <see cref="IsRepeatable"/> is false. Functions with effects should bear running twice, in part or whole.</summary>
    public SpeculationPolicy? Speculation { get; init; }

    /// <summary>Gets what happens when items fail. Null, the default, is <see cref="ErrorPolicy.FailFast"/>; <c>MapOutcomes</c> then delivers every outcome and throws nothing.</summary>
    public ErrorPolicy? Errors { get; init; }

    /// <summary>Gets whether inputs of unequal length are an error. Default false: the map stops at the shortest, as Zip does.</summary>
    public bool EqualLengths { get; init; }

    /// <summary>Gets who is told how far the call has come: at most about ten times a second, and once at the end. Null, the default:
    /// nobody.
    /// It is called on a thread of the library, one report after another. A slow one gets fewer reports and delays nothing; the end of the
    /// call waits for its last report,
    /// a second at most. If it throws, it gets no further report, and the call throws the same at its end, unless it fails
    /// itself.</summary>
    public IProgress<MapProgress>? Progress { get; init; }

    /// <summary>Gets the seed of the random numbers that tasks draw from <see cref="TaskContext.Random"/>. Null, the default, takes the pool's, or else a fresh one each call.</summary>
    public long? Seed { get; init; }

    /// <summary>Gets where results are recorded and found again when the program is started again. Null, the default: nowhere.
    /// With a journal that has results already, a call without a seed of its own takes that of the first run.</summary>
    public Journal? Journal { get; init; }

    /// <summary>Gets whether tasks get the baggage of the caller's <c>Activity.Current</c>, at most 180 entries and 8192 characters; what
    /// is beyond is left out.
    /// Default false: baggage may hold what another host should not see. The trace itself always reaches the tasks.</summary>
    public bool CarriesBaggage { get; init; }

    /// <summary>Gets the name of the call in errors and progress. Null, the default, is the name of the verb.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the labels that a host must have to run this call, all of them: <c>["gpu"]</c> for those of <c>ssh://gpu1/2?label=gpu,big</c>. Default: none, any host will do.
    /// A call that no host of the pool can run is an <see cref="ArgumentException"/>.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>Gets which waiting call goes first: the greater number. Default 0.</summary>
    public int Priority { get; init; }

    private static void RequireAtLeastOne(int? value, string name)
    {
        if (value < 1)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1; leave it out for the default.");
        }
    }

    private static void RequirePositive(TimeSpan? value, string name)
    {
        if (value <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be longer than zero; leave it out for no limit.");
        }
    }
}
