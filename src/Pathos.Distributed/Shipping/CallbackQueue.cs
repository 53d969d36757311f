using Microsoft.Extensions.Logging;

namespace Pathos.Distributed;

/// <summary>Runs the user's handlers of what tasks tell, in order, on threads of its own: a handler that is slow, throws, or uses its own
/// pool holds up no worker.</summary>
/// <remarks>
/// A handler may call a pool and wait, and the tasks of that call may tell something in turn. So calls from inside a handler have a lane
/// of their own, and those
/// from inside its handlers another: a lane only ever waits for deeper ones.
/// </remarks>
internal sealed partial class CallbackQueue(string pool, ILogger? logger)
{
    private static readonly TimeSpan s_stopBound = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly List<CallbackLane> _lanes = [];
    private bool _isStopped;

    /// <summary>Runs a handler after all that was posted for the level before. Blocks for a moment where handlers are far behind.</summary>
    /// <param name="level">How many handlers the call is inside of that the handler belongs to.</param>
    /// <param name="onEnded">What follows, also where the handler threw or was dropped because the pool ended.</param>
    public void PostHandler(int level, Action handler, Action onEnded)
    {
        if (LaneOf(level)?.TryEnqueueHandler(handler, onEnded) != true)
        {
            onEnded();
        }
    }

    /// <summary>Runs work of the pool's own after all that was posted for the level before; at once where the pool has ended. Never
    /// blocks.</summary>
    public void Post(int level, Action work)
    {
        if (LaneOf(level)?.TryEnqueue(work) != true)
        {
            work();
        }
    }

    /// <summary>Ends the threads when they have run what was posted. If forced, no handler is begun any more. One that does not return is
    /// left behind.</summary>
    public async Task StopAsync(bool force)
    {
        List<CallbackLane> lanes;
        lock (_gate)
        {
            _isStopped = true;
            lanes = [.. _lanes];
        }

        lanes.ForEach(lane => lane.Stop(force));

        // A handler may end its own pool: it cannot wait for itself.
        Task ended = Task.WhenAll(lanes.Where(static lane => !lane.IsCurrent).Select(static lane => lane.Ended));
        await Task.WhenAny(ended, Task.Delay(s_stopBound, LibraryTime.Shared)).OnLibraryThreads();
    }

    private CallbackLane? LaneOf(int level)
    {
        lock (_gate)
        {
            while (!_isStopped && _lanes.Count <= level)
            {
                _lanes.Add(new CallbackLane(_lanes.Count, OnFailed));
            }

            return level < _lanes.Count ? _lanes[level] : null;
        }
    }

    private void OnFailed(Exception error)
    {
        if (logger is not null)
        {
            LogFailed(logger, error, pool);
        }
    }

    [LoggerMessage(14, LogLevel.Error, "Pool {Pool}: a captured logger or progress threw, or the handler of output did; what it was told is lost.")]
    private static partial void LogFailed(ILogger logger, Exception error, string pool);
}
