namespace Pathos.Wire;

/// <summary>The worker holds more memory than it may.</summary>
/// <param name="IsFar">Whether it is so much that the worker cannot wait for its task to end.</param>
internal sealed record MemoryExceeded(long Bytes, bool IsFar) : MessageFields
{
    public override int MaxSize => 9;

    public static MemoryExceeded Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new MemoryExceeded(reader.Int64("MemoryExceeded.Bytes", 0, long.MaxValue), reader.Boolean());
        length = reader.Read;
        return fields;
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int64(Bytes);
        writer.Boolean(IsFar);
        return writer.Written;
    }
}
