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
        return new WorkerGone(
            reader.Boolean(),
            reader.Int64("WorkerGone.BatchId", 0, long.MaxValue),
            reader.Int32("WorkerGone.Position", LowestPosition, int.MaxValue));
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
