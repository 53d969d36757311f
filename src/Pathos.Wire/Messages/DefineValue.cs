namespace Pathos.Wire;

/// <summary>A broadcast value, known by its content. The payload holds it.</summary>
internal sealed record DefineValue(string Hash) : MessageFields
{
    public override int MaxSize => FieldWriter.SizeOf(Hash);

    public static DefineValue Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new DefineValue(reader.Text());
        length = reader.Read;
        return fields;
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Hash);
        return writer.Written;
    }
}
