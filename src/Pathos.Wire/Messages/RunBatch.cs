namespace Pathos.Wire;

/// <summary>Items to run. The id names the batch; the payload holds the items.</summary>
/// <param name="ItemTimeoutTicks">0 for none.</param>
/// <param name="SequenceLimit">The bytes that a lazy sequence among the results may have.</param>
/// <param name="Cultures">The culture and the UI culture of the caller, in bytes; empty where they are those of the welcome.</param>
/// <param name="Trace">The caller's place in a distributed trace; null where it has none.</param>
internal sealed record RunBatch(
    long FunctionId, long FirstIndex, int Count, int Attempt, long Seed, long ItemTimeoutTicks, long CancelGraceTicks, int Concurrency,
    bool MeasuresItems, bool IsRepeatable, int Depth, long SequenceLimit,
    ReadOnlyMemory<byte> Cultures = default, TraceFields? Trace = null) : MessageFields
{
    // What a timer can wait.
    private const long LongestGrace = 49 * TimeSpan.TicksPerDay;

    public override int MaxSize => 66 + sizeof(int) + Cultures.Length + 1 + (Trace?.MaxSize ?? 0);

    public static RunBatch Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new RunBatch(
            reader.Int64(),
            reader.Int64("RunBatch.FirstIndex", 0, long.MaxValue),
            reader.Int32("RunBatch.Count", 0, int.MaxValue),
            reader.Int32("RunBatch.Attempt", 1, int.MaxValue),
            reader.Int64(),
            reader.Int64("RunBatch.ItemTimeoutTicks", 0, long.MaxValue),
            reader.Int64("RunBatch.CancelGraceTicks", 0, LongestGrace),
            reader.Int32("RunBatch.Concurrency", 1, int.MaxValue),
            reader.Boolean(),
            reader.Boolean(),
            reader.Int32("RunBatch.Depth", 0, Bounds.Depth),
            reader.Int64("RunBatch.SequenceLimit", 1, long.MaxValue),
            reader.Bytes().ToArray(),
            reader.Boolean() ? TraceFields.Read(ref reader) : null);
        length = reader.Read;
        return fields;
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
        writer.Int64(SequenceLimit);
        writer.Bytes(Cultures.Span);
        writer.Boolean(Trace is not null);
        Trace?.Write(ref writer);
        return writer.Written;
    }
}
