namespace Pathos.Wire;

/// <summary>The process of a worker has ended.</summary>
internal sealed record WorkerExited(int? ExitCode, int? Signal, bool IsByPool, IReadOnlyList<string?> LastErrorLines) : MessageFields
{
    public override int MaxSize => 11 + FieldWriter.SizeOf(LastErrorLines);

    public static WorkerExited Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new WorkerExited(reader.Int32OrNull(), reader.Int32OrNull(), reader.Boolean(), reader.Texts());
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int32OrNull(ExitCode);
        writer.Int32OrNull(Signal);
        writer.Boolean(IsByPool);
        writer.Texts(LastErrorLines);
        return writer.Written;
    }
}
