namespace Pathos.Wire;

/// <summary>Items to run. The id names the batch; the payload holds the items.</summary>
/// <param name="ItemTimeoutTicks">0 for none.</param>
internal sealed record RunBatch(long FunctionId, long FirstIndex, int Count, int Attempt, long Seed, long ItemTimeoutTicks, long CancelGraceTicks, int Concurrency, bool MeasuresItems, bool IsRepeatable, int Depth) : MessageFields
{
    // What a timer can wait.
    private const long LongestGrace = 49 * TimeSpan.TicksPerDay;

    public override int MaxSize => 58;

    public static RunBatch Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new RunBatch(reader.Int64(), reader.Int64(), reader.Int32(), reader.Int32(), reader.Int64(), reader.Int64(), reader.Int64(), reader.Int32(), reader.Boolean(), reader.Boolean(), reader.Int32());
        length = reader.Read;
        return fields is { Count: >= 0, ItemTimeoutTicks: >= 0, CancelGraceTicks: >= 0 and <= LongestGrace, Concurrency: >= 1, Depth: >= 0 }
            ? fields
            : throw new InvalidDataException("A batch has a negative count, time or depth.");
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int64(FunctionId);
        writer.Int64(FirstIndex);
        writer.Int32(Count);
        writer.Int32(Attempt);
        writer.Int64(Seed);
        writer.Int64(ItemTimeoutTicks);
        writer.Int64(CancelGraceTicks);
        writer.Int32(Concurrency);
        writer.Boolean(MeasuresItems);
        writer.Boolean(IsRepeatable);
        writer.Int32(Depth);
        return writer.Written;
    }
}
