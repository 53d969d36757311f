namespace Pathos.Wire;

/// <summary>How many of its workers a pool may keep busy at a time, from now on; those beyond it finish what they hold.</summary>
/// <param name="IsContended">Whether others wait, so that the host must hear of every worker that comes free.</param>
/// <param name="Number">Counts the grants of a pool, so that its answer says which one it knew.</param>
internal sealed record WorkersGranted(int Count, bool IsContended, int Number) : MessageFields
{
    public override int MaxSize => 9;

    public static WorkersGranted Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new WorkersGranted(reader.Int32("WorkersGranted.Count", 0, Bounds.Workers), reader.Boolean(), reader.Int32());
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int32(Count);
        writer.Boolean(IsContended);
        writer.Int32(Number);
        return writer.Written;
    }
}
