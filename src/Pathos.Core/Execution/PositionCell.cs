namespace Pathos;

/// <summary>Where a lane writes which item it is at, so that someone else can read it after the lane's process is gone.</summary>
/// <remarks>
/// The memory belongs to the owner of the cell: a page shared with the hub for worker processes, ordinary memory for threads.
/// One lane writes; a store per item is all it costs. The cell keeps naming a batch that has ended until the next one begins: results may still be on their way
/// when the process dies, and a batch whose items have run must never be taken for one that never began.
/// </remarks>
internal sealed unsafe class PositionCell(byte* memory)
{
    /// <summary>The bytes that a cell takes.</summary>
    public const int Size = 16;

    /// <summary>The position while the function and the arguments are read: nothing has begun, and no item can be blamed.</summary>
    public const int Decoding = -1;

    /// <summary>The position when every item has ended and its result was handed to the connection.</summary>
    public const int Ended = -2;

    /// <summary>The position when every item has ended and the last results are being written: no item can be blamed, and none may run twice.</summary>
    public const int Reporting = -3;

    private readonly long* _batch = (long*)memory;
    private readonly int* _position = (int*)(memory + sizeof(long));

    public (long BatchId, int Position) Value => (Volatile.Read(ref *_batch), Volatile.Read(ref *_position));

    /// <summary>Tells whether a lane whose cell says this is inside a batch. What it started is then its batch's; what a batch started that
    /// has ended belongs to no item.</summary>
    public static bool IsExecuting((long BatchId, int Position) value) => value.BatchId != 0 && value.Position >= Decoding;

    public void Begin(long batchId)
    {
        // The batch first. A process that dies between the two stores leaves the new batch with the end of the one before it, which costs the new one a try at most.
        // The other way round, the one before would seem not to have begun.
        Volatile.Write(ref *_batch, batchId);
        Volatile.Write(ref *_position, Decoding);
    }

    public void MoveTo(int position) => Volatile.Write(ref *_position, position);

    public void End() => Volatile.Write(ref *_position, Ended);
}
