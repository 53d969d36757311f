using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>One place where a pool has workers: what starts them there, and how many there should be. Its numbers are guarded by the hub's
/// lock.</summary>
/// <param name="launcher">What starts workers there.</param>
/// <param name="asked">How many the user asked for, there and on the machines that work for it; null for all that there are.</param>
/// <param name="isRequired">Whether the pool does not open without it.</param>
internal sealed class HubSite(WorkerLauncher launcher, int? asked, bool isRequired = true)
{
    // Beyond that it is the items that differ, and not the places.
    private const double MostPace = 100;

    public WorkerLauncher Launcher { get; } = launcher;

    /// <summary>Gets what it is good for.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Gets whether the pool does not open without it.</summary>
    public bool IsRequired { get; } = isRequired;

    /// <summary>Gets the place that this one works for; null for those that the user named.</summary>
    public HubSite? Server { get; init; }

    /// <summary>Gets or sets how many workers the user asked for, here and on the machines that work for it; null for all that there
    /// are.</summary>
    public int? Asked { get; set; } = asked;

    /// <summary>Gets or sets how many there can be; null where there is no limit, or the place has not told it.</summary>
    public int? Offered { get; set; }

    /// <summary>Gets or sets how many workers there should be; one while that is unknown.</summary>
    public int Wanted { get; set; } = asked ?? 1;

    /// <summary>Gets or sets whether the place decides how many, and has not been asked yet.</summary>
    public bool IsUnsized { get; set; } = asked is null || launcher.Server is not null;

    /// <summary>Gets or sets the news that a machine which works for it has a worker that is ready.</summary>
    public TaskCompletionSource Helped { get; set; } = new();

    /// <summary>Gets or sets the starts that are under way.</summary>
    public int Starting { get; set; }

    /// <summary>Gets or sets how many of its workers may hold tasks at a time: fewer than there are, where other pools use the place
    /// too.</summary>
    public int Granted { get; set; } = int.MaxValue;

    /// <summary>Gets or sets how many of its workers hold tasks: kept by the workers.</summary>
    public int Busy { get; set; }

    /// <summary>Gets or sets whether other pools wait for workers that come free here.</summary>
    public bool IsContended { get; set; }

    /// <summary>Gets or sets the tasks that have ended here.</summary>
    public long TasksDone { get; set; }

    /// <summary>Gets or sets which grant this was.</summary>
    public int GrantNumber { get; set; }

    /// <summary>Gets or sets what the place was last told; null when it has to be told anew.</summary>
    public (int Wanted, int Held)? Told { get; set; }

    /// <summary>Gets how long a batch and its results are on their way there and back; 0 on this machine. Falls at once and rises slowly:
    /// a thread that was slow to wake is not a distance.</summary>
    public long RoundTripTicks { get; private set; }

    /// <summary>Takes note of a batch that had its worker to itself: what it took beyond its execution, it was on its way.</summary>
    public void LearnRoundTrip(long ticks) =>
        RoundTripTicks = RoundTripTicks == 0 || ticks < RoundTripTicks ? Math.Max(0, ticks) : ((RoundTripTicks * 7) + ticks) / 8;

    /// <summary>Gets how long work takes here, as a multiple of what it takes over all places: 1 for a place like the others.</summary>
    public double Pace { get; private set; } = 1;

    /// <summary>Takes note of a batch that took so long here, and would have taken as long as that over all places.</summary>
    public void LearnPace(double ticks, double usualTicks) =>
        Pace = (Pace * 0.8) + (Math.Clamp(ticks / usualTicks, 1 / MostPace, MostPace) * 0.2);

    /// <summary>Gets or sets how often in a row a worker could not be started here. Starts that were under way together fail together, and
    /// count once.</summary>
    public int FailedStarts { get; set; }

    /// <summary>Gets or sets when the first of those failed, as a timestamp.</summary>
    public long FailingSince { get; set; }

    /// <summary>Gets or sets why the last start failed; null when it did not.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Gets or sets what ends the pause before the next start: a call asks for one now.</summary>
    public TaskCompletionSource Demand { get; set; } = new();
}
