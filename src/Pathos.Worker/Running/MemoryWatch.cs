using System.Diagnostics;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>Compares the memory of this worker with its limit: when a batch has ended, and now and then while one runs. It only tells; what follows is the hub's to do.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly FrameConnection _connection;
    private readonly Func<long> _residentBytes;
    private readonly long _limit;
    private readonly Pulse _pulse;
    private long _lookedAt;

    // Told once each: the hub does not forget. The executing thread writes the first, the pulse the second.
    private bool _hasToldOver;
    private bool _hasToldFarOver;

    public MemoryWatch(FrameConnection connection, long limit, Func<long> residentBytes)
    {
        _connection = connection;
        _limit = limit;
        _residentBytes = residentBytes;
        _pulse = new Pulse("pathos worker memory", LookWhileBusy);
        _pulse.Start(s_interval);
    }

    public void Begin() => _pulse.EnsureBeating();

    /// <summary>A batch has ended. What its tasks left as garbage is not held against the worker.</summary>
    public void End()
    {
        _pulse.MayRest();
        if (_hasToldOver || Stopwatch.GetElapsedTime(_lookedAt) < s_interval)
        {
            return;
        }

        _lookedAt = Stopwatch.GetTimestamp();
        if (_residentBytes() <= _limit)
        {
            return;
        }

        // Aggressive, or the memory would stay with the process for its next tasks and look used.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (_residentBytes() is var bytes && bytes > _limit)
        {
            _hasToldOver = true;
            _connection.Send(new Message(MessageKind.MemoryExceeded, 0, new MemoryExceeded(bytes, IsFar: false)));
        }
    }

    public void Dispose() => _pulse.Dispose();

    private void LookWhileBusy()
    {
        if (!_hasToldFarOver && _residentBytes() is var bytes && bytes > _limit + (_limit / 2))
        {
            _hasToldFarOver = true;
            _connection.Send(new Message(MessageKind.MemoryExceeded, 0, new MemoryExceeded(bytes, IsFar: true)));
        }
    }
}
