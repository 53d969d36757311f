using System.Diagnostics;

namespace Pathos;

/// <summary>The function or the arguments of a batch being rebuilt, as the lane's monitor sees it: code of the user's runs there, which may never end.</summary>
/// <remarks>Nothing has begun yet. So an argument that is never rebuilt times out alone, and the other items begin elsewhere.</remarks>
/// <param name="read">Does it.</param>
/// <param name="onOverdue">Told of the argument that took longer than the limit when the lane is given up.</param>
internal sealed class ArgumentReading(long id, CallSettings settings, Action<ArgumentReading> read, Action<int>? onOverdue = null) : ExecutingBatch(id, settings)
{
    private readonly long _limitTicks = settings.ItemTimeout is { } limit ? (long)(limit.TotalSeconds * Stopwatch.Frequency) : long.MaxValue;
    private int _position;

    // Guards the end of the reading, and the decision to give it up.
    private readonly Lock _gate = new();
    private bool _hasEnded;

    // Since when the argument at the position is being rebuilt, as a timestamp; 0 while none is.
    private long _since;

    public override bool HasUnflushed => false;

    public override int FinishedCount => 0;

    /// <summary>An argument is about to be rebuilt.</summary>
    public void MoveTo(int position)
    {
        Volatile.Write(ref _position, position);
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
    }

    public override void Execute()
    {
        try
        {
            read(this);
        }
        finally
        {
            Volatile.Write(ref _since, 0);
            lock (_gate)
            {
                _hasEnded = true;
            }
        }
    }

    public override void Flush()
    {
    }

    public override void CancelOverdue(long now)
    {
        long since = Volatile.Read(ref _since);
        int position = Volatile.Read(ref _position);
        WatchForeignCode(since != 0 && Volatile.Read(ref _since) == since ? (position, since) : null, _limitTicks, now);
    }

    public override bool TryGiveUp(long now)
    {
        lock (_gate)
        {
            if (_hasEnded || IsRevoked || !IsStuck(now))
            {
                // What was read to its end begins: it is too late to have it begin elsewhere.
                return false;
            }

            if (OverdueItem >= 0)
            {
                onOverdue?.Invoke(OverdueItem);
            }

            MarkRevoked();
            return true;
        }
    }

    private protected override void CancelRunning()
    {
        // No token reaches such code; the grace is all that it is given.
    }
}
