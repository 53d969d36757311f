namespace Pathos.Wire;

/// <summary>The process of a worker has ended.</summary>
internal sealed record WorkerExited(int? ExitCode, int? Signal, bool IsByPool, IReadOnlyList<string?> LastErrorLines) : MessageFields
{
    // Of the systems that this runs on, the one with the most has 64; an exit code leaves room for twice as many.
    private const int LastSignal = 127;

    public override int MaxSize => 11 + FieldWriter.SizeOf(LastErrorLines);

    public static WorkerExited Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new WorkerExited(
            reader.Int32OrNull(),
            reader.Int32OrNull() is { } signal ? (int)Bounds.Check("WorkerExited.Signal", signal, 1, LastSignal) : null,
            reader.Boolean(),
            reader.Texts("WorkerExited.LastErrorLines", Bounds.LastLines, Bounds.Line));
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
