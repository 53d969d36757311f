namespace Pathos.Wire;

/// <summary>Ends of items of the batch that the id names. The payload holds, for each run in turn, its values or its one exception.</summary>
/// <param name="IsLast">Whether nothing more comes of this batch.</param>
/// <param name="ElapsedTicks">How long the batch has been executing, in ticks of a <see cref="TimeSpan"/>.</param>
/// <param name="Runs">What the payload holds.</param>
/// <param name="DurationTicks">How long each value took, in order; empty when that was not asked for.</param>
internal sealed record Results(bool IsLast, long ElapsedTicks, IReadOnlyList<ResultRun> Runs, IReadOnlyList<long> DurationTicks) : MessageFields
{
    public override int MaxSize => 17 + (Runs.Count * ResultRun.Size) + (DurationTicks.Count * sizeof(long));

    public static Results Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        bool isLast = reader.Boolean();
        long elapsed = reader.Int64();
        var runs = new ResultRun[reader.Count(ResultRun.Size)];
        for (int i = 0; i < runs.Length; i++)
        {
            runs[i] = new ResultRun(reader.Byte(), reader.Int32(), reader.Int32(), reader.Int64());
        }

        var durations = new long[reader.Count(sizeof(long))];
        for (int i = 0; i < durations.Length; i++)
        {
            durations[i] = reader.Int64();
        }

        length = reader.Read;
        return new Results(isLast, elapsed, runs, durations);
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Boolean(IsLast);
        writer.Int64(ElapsedTicks);
        writer.Int32(Runs.Count);
        foreach (ResultRun run in Runs)
        {
            writer.Byte(run.Failure);
            writer.Int32(run.Start);
            writer.Int32(run.Count);
            writer.Int64(run.DurationTicks);
        }

        writer.Int32(DurationTicks.Count);
        foreach (long ticks in DurationTicks)
        {
            writer.Int64(ticks);
        }

        return writer.Written;
    }
}

/// <summary>Consecutive items of a batch that ended alike.</summary>
/// <param name="Failure">0 for values; else 1 and the kind of failure, and the run is one item long.</param>
/// <param name="DurationTicks">How long the failed item ran, where that was measured; 0 for values, which have a list of their own.</param>
internal readonly record struct ResultRun(byte Failure, int Start, int Count, long DurationTicks)
{
    public const int Size = 17;
}
