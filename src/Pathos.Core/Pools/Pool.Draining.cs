using System.Diagnostics;

namespace Pathos;

public sealed partial class Pool
{
    /// <summary>How long the consumer of a stream may take between two results while its pool is disposed. An enumerator that was dropped
    /// never takes another one.</summary>
    private static readonly TimeSpan s_consumerPause = TimeSpan.FromSeconds(2);

    /// <summary>Waits for the calls of a closed pool; false when the time is up.</summary>
    private async Task<bool> DrainAsync()
    {
        long startedAt = Stopwatch.GetTimestamp();
        var taken = new Dictionary<IActiveCall, long>();
        Task idle = WhenIdle();
        EndDroppedStreams(taken);
        while (!idle.IsCompleted)
        {
            bool isBounded = Options.DrainTimeout != Timeout.InfiniteTimeSpan;
            TimeSpan left = isBounded ? Options.DrainTimeout - Stopwatch.GetElapsedTime(startedAt) : s_consumerPause;
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            try
            {
                await idle.WaitAsync(left < s_consumerPause ? left : s_consumerPause, LibraryTime.Shared).OnLibraryThreads();
            }
            catch (TimeoutException)
            {
                EndDroppedStreams(taken);
            }
        }

        return true;
    }

    /// <summary>Ends the streams whose consumers have taken nothing since the last look.</summary>
    private void EndDroppedStreams(Dictionary<IActiveCall, long> taken)
    {
        IActiveCall[] calls;
        lock (_gate)
        {
            calls = [.. _calls];
        }

        foreach (IActiveCall call in calls)
        {
            if (call.TakenByPausedConsumer is not { } now)
            {
                taken.Remove(call);
            }
            else if (!taken.TryGetValue(call, out long before) || before != now)
            {
                taken[call] = now;
            }
            else
            {
                call.Stop(new PoolClosedException(Name, "disposed"));
                Leave(call);
            }
        }
    }
}
