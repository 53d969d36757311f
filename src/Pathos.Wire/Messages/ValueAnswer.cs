namespace Pathos.Wire;

/// <summary>The answer to the question of the same id. The payload holds the value.</summary>
internal sealed record ValueAnswer(bool IsFound) : MessageFields
{
    public override int MaxSize => 1;

    public static ValueAnswer Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new ValueAnswer(reader.Boolean());
        length = reader.Read;
        return fields;
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Boolean(IsFound);
        return writer.Written;
    }
}
