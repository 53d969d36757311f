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
    private ITimer? _late;
    private volatile bool _isLateArmed;

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
            _late ??= LibraryTime.Shared.CreateTimer(_ => Wake());
            _late.Change(rest, Timeout.InfiniteTimeSpan);
        }

        return false;
    }

    /// <summary>Called by the driver alone, never under a lock: the target is the user's code.</summary>
    public void Report(MapProgress progress)
    {
        _reportedAt = Stopwatch.GetTimestamp();
        TaskReport? lastReport;
        lock (_gate)
        {
            lastReport = _lastReport;
        }

        target.Report(progress with { LastReport = lastReport });
    }

    public void Dispose() => _late?.Dispose();

    private void Wake()
    {
        // Unarmed first: a timer may fire a little early, and the driver that then finds nothing due arms it again.
        _isLateArmed = false;
        signal.Set();
    }
}
