using System.Diagnostics;

namespace Pathos;

/// <summary>The one thread that watches the lanes of a pool or worker while they execute: finished items leave within milliseconds,
/// overdue items are cancelled, stuck lanes are given up. It sleeps while every lane is idle.</summary>
/// <remarks>
/// An item of a millisecond or more that has finished must have left before the next item can kill the process. So the monitor raises a flag each tick,
/// which the executing thread reads after every item and obeys before it starts another; no clock is read per item. Where the executing thread is inside a
/// long item and cannot obey, the monitor flushes in its stead.
/// </remarks>
internal sealed class LaneMonitor : IDisposable
{
    private const int TickMilliseconds = 1;
    private const int SlowTickMilliseconds = 20;
    private const int IdleTicksBeforeSleep = 16;
    private const int QuietTicksBeforeSlow = 32;

    private readonly Lock _gate = new();
    private readonly List<Lane> _lanes = [];
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Thread _thread;

    // Whether a lane that becomes busy must wake the monitor: it sleeps, or looks only now and then.
    private volatile bool _isDozing;
    private volatile bool _isDisposed;

    public LaneMonitor(string name)
    {
        _thread = new Thread(Watch, maxStackSize: 256 * 1024) { IsBackground = true, Name = name };
        // Without the execution context of the code that opened the pool.
        _thread.UnsafeStart();
    }

    public void Add(Lane lane)
    {
        lock (_gate)
        {
            _lanes.Add(lane);
        }
    }

    public void Remove(Lane lane)
    {
        lock (_gate)
        {
            _lanes.Remove(lane);
        }
    }

    /// <summary>Wakes the monitor if it sleeps. The caller has published its work with a full fence before.</summary>
    public void EnsureAwake()
    {
        if (_isDozing)
        {
            _wake.Set();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _wake.Set();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
            _wake.Dispose();
        }
    }

    private void Watch()
    {
        List<Lane> lanes = [];
        int idleTicks = 0;
        int quietTicks = 0;
        while (!_isDisposed)
        {
            lock (_gate)
            {
                lanes.Clear();
                lanes.AddRange(_lanes);
            }

            bool isSlow = quietTicks > QuietTicksBeforeSlow;
            (bool anyBusy, bool anyNews) = Tick(lanes, isSlow);
            idleTicks = anyBusy ? 0 : idleTicks + 1;
            quietTicks = anyNews ? 0 : quietTicks + 1;
            if (idleTicks > IdleTicksBeforeSleep)
            {
                SleepUntilBusy(lanes);
                idleTicks = 0;
                quietTicks = 0;
            }
            else
            {
                _isDozing = isSlow;
                if (_wake.WaitOne(isSlow ? SlowTickMilliseconds : TickMilliseconds))
                {
                    quietTicks = 0;
                }
            }
        }
    }

    private static (bool AnyBusy, bool AnyNews) Tick(List<Lane> lanes, bool isSlow)
    {
        bool anyBusy = false;
        bool anyNews = false;
        foreach (Lane lane in lanes)
        {
            if (lane.Current is not { } batch)
            {
                continue;
            }

            anyBusy = true;
            if (lane.Outlet is { IsHolding: true } outlet)
            {
                anyNews = true;
                outlet.Flush();
            }

            if (batch.HasUnflushed)
            {
                anyNews = true;
                if (batch.WasAskedToFlush)
                {
                    batch.Flush();
                }
            }

            batch.RequestFlush(afterEveryItem: isSlow);
            long now = Stopwatch.GetTimestamp();
            batch.CancelOverdue(now);
            if (batch.IsStuck(now) && batch.TryGiveUp(now))
            {
                lane.GiveUp(batch);
            }
        }

        return (anyBusy, anyNews);
    }

    private void SleepUntilBusy(List<Lane> lanes)
    {
        _isDozing = true;
        Interlocked.MemoryBarrier();
        bool anyBusy = false;
        foreach (Lane lane in lanes)
        {
            anyBusy |= lane.Current is not null;
        }

        if (!anyBusy && !_isDisposed)
        {
            _wake.WaitOne();
        }

        _isDozing = false;
    }
}
