namespace Pathos.Distributed;

/// <summary>What one worker has told the caller's objects and no handler has heard yet. It is bounded: a worker that tells without end
/// would fill the memory of its client.</summary>
/// <remarks>
/// Each worker has its own, so that one which floods costs no other its place. An honest worker does not come so far: long before, the
/// thread that reads it pauses at each thing that it tells (see <see cref="CallbackLane"/>).
/// </remarks>
/// <param name="most">How much may wait.</param>
internal sealed class HandlerBacklog(int most)
{
    /// <summary>How much may wait by default, in things that are told and in pieces of a large one.</summary>
    public const int Most = 64 << 10;

    // What is large counts for more: all that waits takes a gigabyte at most, or is one thing.
    private const int Piece = 16 << 10;

    private long _waiting;

    /// <summary>Counts what a worker tells; the result is called when its handler has ended.</summary>
    /// <param name="bytes">How large it is.</param>
    /// <exception cref="InvalidDataException">Too much waits.</exception>
    public Action Enter(long bytes)
    {
        long size = 1 + (bytes / Piece);
        long waiting = Interlocked.Add(ref _waiting, size);
        if (waiting > most && waiting > size)
        {
            Interlocked.Add(ref _waiting, -size);
            throw new InvalidDataException(
                $"it tells more than the handlers of this program hear: {waiting - size} reports and log entries wait. Report less often, or let the handler do less");
        }

        return () => Interlocked.Add(ref _waiting, -size);
    }
}
