namespace Pathos.Wire;

/// <summary>A worker is on its way.</summary>
/// <param name="PagePath">The file on its host that holds its position cell.</param>
internal sealed record WorkerStarted(int ProcessId, int Cores, string? PagePath) : MessageFields
{
    public override int MaxSize => 8 + FieldWriter.SizeOf(PagePath);

    public static WorkerStarted Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new WorkerStarted(
            reader.Int32("WorkerStarted.ProcessId", 0, int.MaxValue),
            reader.Int32("WorkerStarted.Cores", 1, Bounds.Workers),
            reader.TextOrNull("WorkerStarted.PagePath", Bounds.Path));
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int32(ProcessId);
        writer.Int32(Cores);
        writer.Text(PagePath);
        return writer.Written;
    }
}
