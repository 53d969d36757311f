namespace Pathos.Wire;

/// <summary>A worker is on its way.</summary>
internal sealed record WorkerStarted(int ProcessId, int Cores) : MessageFields
{
    public override int MaxSize => 8;

    public static WorkerStarted Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new WorkerStarted(reader.Int32(), reader.Int32());
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int32(ProcessId);
        writer.Int32(Cores);
        return writer.Written;
    }
}
