namespace Pathos.Wire;

/// <summary>Ends of items of the batch that the id names. The payload holds, for each run in turn, its values or its one exception.</summary>
/// <param name="IsLast">Whether nothing more comes of this batch.</param>
/// <param name="ElapsedTicks">How long the batch has been executing, in ticks of a <see cref="TimeSpan"/>.</param>
/// <param name="Runs">What the payload holds.</param>
/// <param name="DurationTicks">How long each value took, in order and as many as there are values; empty when that was not asked for.</param>
internal sealed record Results(bool IsLast, long ElapsedTicks, IReadOnlyList<ResultRun> Runs, IReadOnlyList<long> DurationTicks) : MessageFields
{
    public override int MaxSize => 17 + (Runs.Count * ResultRun.Size) + (DurationTicks.Count * sizeof(long));

    public static Results Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        bool isLast = reader.Boolean();
        long elapsed = reader.Ticks("Results.ElapsedTicks");
        long values = 0;
        var runs = new ResultRun[reader.Count(ResultRun.Size)];
        for (int i = 0; i < runs.Length; i++)
        {
            runs[i] = ResultRun.Read(ref reader);
            values += runs[i].Failure == 0 ? runs[i].Count : 0;
        }

        var durations = new long[reader.Count(sizeof(long))];
        for (int i = 0; i < durations.Length; i++)
        {
            durations[i] = reader.Ticks("Results.DurationTicks");
        }

        if (durations.Length > 0 && durations.Length != values)
        {
            // Found here, before anything of the message is taken for true.
            throw new InvalidDataException($"Results.DurationTicks has {durations.Length} entries for {values} values.");
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

    public static ResultRun Read(ref FieldReader reader) => new(
        reader.Byte(),
        reader.Int32("ResultRun.Start", 0, int.MaxValue),
        reader.Int32("ResultRun.Count", 0, int.MaxValue),
        reader.Ticks("ResultRun.DurationTicks"));
}
