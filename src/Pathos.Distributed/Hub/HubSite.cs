using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>One place where a pool has workers: what starts them there, and how many there should be. Its numbers are guarded by the hub's lock.</summary>
internal sealed class HubSite(WorkerLauncher launcher, int? wanted, bool isRequired = true)
{
    public WorkerLauncher Launcher { get; } = launcher;

    /// <summary>Gets what it is good for.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Gets whether the pool does not open without it.</summary>
    public bool IsRequired { get; } = isRequired;

    /// <summary>Gets or sets how many workers there should be; one as long as nobody knows.</summary>
    public int Wanted { get; set; } = wanted ?? 1;

    /// <summary>Gets or sets whether the place decides how many, and has not been asked yet.</summary>
    public bool IsUnsized { get; set; } = wanted is null;

    /// <summary>Gets or sets the starts that are under way.</summary>
    public int Starting { get; set; }

    /// <summary>Gets or sets how many of its workers may hold tasks at a time: fewer than there are, where other pools use the place too.</summary>
    public int Granted { get; set; } = int.MaxValue;

    /// <summary>Gets or sets whether other pools wait for workers that come free here.</summary>
    public bool IsContended { get; set; }

    /// <summary>Gets or sets the tasks that have ended here.</summary>
    public long TasksDone { get; set; }

    /// <summary>Gets or sets what the place was last told.</summary>
    public (int Wanted, int Held) Told { get; set; }

    /// <summary>Gets how long a batch and its results are on their way there and back; 0 on this machine. Falls at once and rises slowly: a thread that was slow to wake is no distance.</summary>
    public long RoundTripTicks { get; private set; }

    /// <summary>Takes note of a batch that had its worker to itself: what it took beyond its execution, it was on its way.</summary>
    public void LearnRoundTrip(long ticks) => RoundTripTicks = RoundTripTicks == 0 || ticks < RoundTripTicks ? Math.Max(0, ticks) : ((RoundTripTicks * 7) + ticks) / 8;

    /// <summary>Gets or sets how often in a row a worker could not be started here. Starts that were under way together fail together, and count once.</summary>
    public int FailedStarts { get; set; }
}
