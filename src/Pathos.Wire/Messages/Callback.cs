namespace Pathos.Wire;

/// <summary>A task tells a progress of the caller something. The id names the batch, or is 0; the payload is what is told.</summary>
/// <param name="Target">The number of the progress.</param>
internal sealed record Callback(int Target) : MessageFields
{
    public override int MaxSize => sizeof(int);

    public static Callback Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new Callback(reader.Int32());
        length = reader.Read;
        return fields;
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int32(Target);
        return writer.Written;
    }
}
