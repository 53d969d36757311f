using System.Diagnostics;

namespace Pathos;

/// <summary>Passes progress on at a pace that a person can read and a task cannot feel.</summary>
internal sealed class ProgressMeter(IProgress<MapProgress> target)
{
    private static readonly long s_pace = Stopwatch.Frequency / 10;

    private readonly Lock _gate = new();
    private TaskReport? _lastReport;
    private long _reportedAt;

    public void Note(in TaskReport report)
    {
        lock (_gate)
        {
            _lastReport = report;
        }
    }

    /// <summary>Called by the driver alone, never under a lock: the target is the user's code.</summary>
    public void Report(MapProgress progress)
    {
        long now = Stopwatch.GetTimestamp();
        if (!progress.IsFinal && _reportedAt != 0 && now - _reportedAt < s_pace)
        {
            return;
        }

        _reportedAt = now;
        TaskReport? lastReport;
        lock (_gate)
        {
            lastReport = _lastReport;
        }

        target.Report(progress with { LastReport = lastReport });
    }
}
