using System.Diagnostics;

namespace Pathos;

/// <summary>Passes progress on at a pace that a person can read and a task cannot feel.</summary>
internal sealed class ProgressMeter(IProgress<MapProgress> target, PumpSignal signal) : IDisposable
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private TaskReport? _lastReport;

    // The rest is the driver's own: when it reported last, 0 for never, and what wakes it for news that came too soon after that.
    private long _reportedAt;
    private Timer? _late;
    private bool _isLateArmed;

    public void Note(in TaskReport report)
    {
        lock (_gate)
        {
            _lastReport = report;
        }
    }

    /// <summary>Whether there may be a report now. If not, the signal is raised when there may: what is told next is never lost for want of a later event.</summary>
    public bool IsDue()
    {
        TimeSpan rest = _reportedAt == 0 ? TimeSpan.Zero : s_pace - Stopwatch.GetElapsedTime(_reportedAt);
        if (rest <= TimeSpan.Zero)
        {
            return true;
        }

        if (!_isLateArmed)
        {
            _isLateArmed = true;
            _late ??= new Timer(static state => ((PumpSignal)state!).Set(), signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _late.Change(rest, Timeout.InfiniteTimeSpan);
        }

        return false;
    }

    /// <summary>Called by the driver alone, never under a lock: the target is the user's code.</summary>
    public void Report(MapProgress progress)
    {
        _reportedAt = Stopwatch.GetTimestamp();
        _isLateArmed = false;
        TaskReport? lastReport;
        lock (_gate)
        {
            lastReport = _lastReport;
        }

        target.Report(progress with { LastReport = lastReport });
    }

    public void Dispose() => _late?.Dispose();
}
