namespace Pathos.Wire;

/// <summary>What a pool could use of a host that several share, and uses.</summary>
/// <param name="Wanted">How many of its workers it could keep busy now.</param>
/// <param name="Held">How many are busy.</param>
/// <param name="TasksDone">How many tasks have ended there since the pool connected.</param>
/// <param name="Grant">The number of the newest grant that the pool had heard of when it said this.</param>
internal sealed record WorkersWanted(int Wanted, int Held, long TasksDone, int Grant) : MessageFields
{
    public override int MaxSize => 20;

    public static WorkersWanted Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new WorkersWanted(
            reader.Int32("WorkersWanted.Wanted", 0, Bounds.Workers),
            reader.Int32("WorkersWanted.Held", 0, Bounds.Processes),
            reader.Int64("WorkersWanted.TasksDone", 0, long.MaxValue),
            reader.Int32());
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int32(Wanted);
        writer.Int32(Held);
        writer.Int64(TasksDone);
        writer.Int32(Grant);
        return writer.Written;
    }
}
