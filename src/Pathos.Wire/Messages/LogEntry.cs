namespace Pathos.Wire;

/// <summary>A task writes to a logger of the caller. The id names the batch, or is 0; the payload is the exception, where there is
/// one.</summary>
/// <param name="Target">The number of the logger.</param>
/// <param name="Entry">What is written, in bytes that only the two ends know.</param>
internal sealed record LogEntry(int Target, ReadOnlyMemory<byte> Entry) : MessageFields
{
    public override int MaxSize => sizeof(int) + sizeof(int) + Entry.Length;

    public static LogEntry Read(ReadOnlyMemory<byte> body, out int length)
    {
        var reader = new FieldReader(body.Span);
        int target = reader.Int32();
        int size = reader.Bytes().Length;
        length = reader.Read;
        return new LogEntry(target, body[(length - size)..length]);
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int32(Target);
        writer.Bytes(Entry.Span);
        return writer.Written;
    }
}
