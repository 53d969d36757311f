namespace Pathos.Wire;

/// <summary>The connection of a worker has ended. The last message before the end of its channel.</summary>
/// <param name="IsKnown">Whether anybody can tell where it was.</param>
internal sealed record WorkerGone(bool IsKnown, long BatchId, int Position) : MessageFields
{
    // Below 0 stand the states of a batch without an item that executes.
    private const int LowestPosition = -3;

    public override int MaxSize => 13;

    public static WorkerGone Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        var gone = new WorkerGone(reader.Boolean(), reader.Int64(), reader.Int32());
        return gone.BatchId >= 0 && gone.Position >= LowestPosition
            ? gone
            : throw new InvalidDataException($"A node says that a worker was at {gone.Position} of batch {gone.BatchId}.");
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Boolean(IsKnown);
        writer.Int64(BatchId);
        writer.Int32(Position);
        return writer.Written;
    }
}
