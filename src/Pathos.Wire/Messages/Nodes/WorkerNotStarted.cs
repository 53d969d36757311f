namespace Pathos.Wire;

/// <summary>A worker could not be started.</summary>
internal sealed record WorkerNotStarted(string Reason) : MessageFields
{
    public override int MaxSize => FieldWriter.SizeOf(Reason);

    public static WorkerNotStarted Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new WorkerNotStarted(reader.Text("WorkerNotStarted.Reason", Bounds.Reason));
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Reason);
        return writer.Written;
    }
}
