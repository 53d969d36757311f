using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Pathos;

/// <summary>Passes progress on at a pace that a person can read and a task cannot feel.</summary>
/// <remarks>The target is the user's code: it runs on a library thread, one report at a time, and may block. The driver only leaves the
/// latest report for it.
/// A target that throws gets no further report, and its call throws the same at its end.</remarks>
internal sealed class ProgressMeter(IProgress<MapProgress> target, PumpSignal signal) : IDisposable
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();

    // Guarded by _gate: what tasks said last, what the target gets next, and whether a thread is with the target.
    private TaskReport? _lastReport;
    private MapProgress? _next;
    private bool _isDelivering;
    private TaskCompletionSource? _delivered;
    private Exception? _error;

    // The rest is the driver's own: when it reported last, 0 for never, and what wakes it for news that came too soon after that.
    private long _reportedAt;
    private ITimer? _late;
    private volatile bool _isLateArmed;

    /// <summary>Gets what the target threw, or null.</summary>
    public Exception? Error
    {
        get
        {
            lock (_gate)
            {
                return _error;
            }
        }
    }

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

    /// <summary>Leaves a report for the target, in place of one that it has not come to. Called by the driver alone.</summary>
    public void Report(MapProgress progress)
    {
        _reportedAt = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            _next = progress with { LastReport = _lastReport };
            if (_isDelivering)
            {
                return;
            }

            _isDelivering = true;
        }

        LibraryThreads.Run(Deliver);
    }

    /// <summary>Leaves the last report and waits until the target has taken it, a second at most: a target that blocks gets it
    /// later.</summary>
    public async Task FinishAsync(MapProgress last)
    {
        Report(last);
        Task delivered;
        lock (_gate)
        {
            delivered = _isDelivering ? (_delivered ??= new TaskCompletionSource()).Task : Task.CompletedTask;
        }

        try
        {
            await delivered.WaitAsync(s_patience, LibraryTime.Shared).OnLibraryThreads();
        }
        catch (TimeoutException)
        {
            // The target is slow or blocked. The call has ended all the same.
        }
    }

    public void Dispose() => _late?.Dispose();

    private void Deliver()
    {
        while (TryTakeNext(out MapProgress? next))
        {
            try
            {
                target.Report(next);
            }
            catch (Exception error)
            {
                lock (_gate)
                {
                    _error = error;
                }
            }
        }
    }

    private bool TryTakeNext([NotNullWhen(true)] out MapProgress? next)
    {
        lock (_gate)
        {
            (next, _next) = (_error is null ? _next : null, null);
            if (next is null)
            {
                _isDelivering = false;
                _delivered?.TrySetResult();
            }

            return next is not null;
        }
    }

    private void Wake()
    {
        // Unarmed first: a timer may fire a little early, and the driver that then finds nothing due arms it again.
        _isLateArmed = false;
        signal.Set();
    }
}
