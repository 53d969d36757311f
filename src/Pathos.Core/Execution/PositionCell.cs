namespace Pathos;

/// <summary>Where a lane writes which item it is at, so that someone else can read it after the lane's process is gone.</summary>
/// <remarks>The memory belongs to whoever made the cell: a page shared with the hub for worker processes, ordinary memory for threads.
/// One lane writes; a store per item is all it costs.</remarks>
internal sealed unsafe class PositionCell(byte* memory)
{
    /// <summary>The bytes that a cell takes.</summary>
    public const int Size = 16;

    /// <summary>The position while arguments are decoded: no item can be blamed yet.</summary>
    public const int Decoding = -1;

    private readonly long* _batch = (long*)memory;
    private readonly int* _position = (int*)(memory + sizeof(long));

    public (long BatchId, int Position) Value => (Volatile.Read(ref *_batch), Volatile.Read(ref *_position));

    public void Begin(long batchId)
    {
        Volatile.Write(ref *_position, Decoding);
        Volatile.Write(ref *_batch, batchId);
    }

    public void MoveTo(int position) => Volatile.Write(ref *_position, position);

    public void End() => Volatile.Write(ref *_batch, 0);
}
