using System.Diagnostics;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Whose turn it is to read from a worker. A thread that does not come back from a frame loses its turn to another, so that what
/// the worker says next is heard.</summary>
/// <remarks>Results are rebuilt on the reading thread, and code of the user's runs then, which may never end. That concerns its own call,
/// and no other call of the worker.</remarks>
internal sealed class ReadingTurn
{
    private readonly Lock _gate = new();
    private int _turn;

    // Since when the thread whose turn it is handles a frame, as a timestamp; 0 while it reads.
    private long _handlingSince;

    /// <summary>Gets whether a frame is being handled.</summary>
    public bool IsHandling => Volatile.Read(ref _handlingSince) != 0;

    /// <summary>The frame before has been handled, and the thread would read the next one. False when it is not its turn any
    /// more.</summary>
    public bool TryRead(int turn)
    {
        lock (_gate)
        {
            if (turn != _turn)
            {
                return false;
            }

            _handlingSince = 0;
            return true;
        }
    }

    /// <summary>A frame has come, and its handling begins.</summary>
    public void Handle() => Volatile.Write(ref _handlingSince, Stopwatch.GetTimestamp());

    /// <summary>Takes the turn from a thread that has been handling one frame for so long. The frame stays that thread's.</summary>
    /// <param name="start">Starts the thread that reads on, with its turn. If it throws, the turn stays where it is.</param>
    public void TakeOver(FrameReader reader, TimeSpan after, Action<int> start)
    {
        lock (_gate)
        {
            if (_handlingSince == 0 || Stopwatch.GetElapsedTime(_handlingSince) < after)
            {
                return;
            }

            // Under the lock: the other thread does not read while it handles a frame, and asks here before it reads again. So does the new
            // one, which waits for this lock.
            start(_turn + 1);
            reader.LeaveBuffer();
            _turn++;
            _handlingSince = 0;
        }
    }
}
