namespace Pathos.Wire;

/// <summary>A function, known by the id of the message. The payload holds it.</summary>
/// <param name="Hash">What the content must hash to before it is used; empty where it cannot have changed on its way into the
/// message.</param>
internal sealed record DefineFunction(string Hash) : MessageFields
{
    public override int MaxSize => FieldWriter.SizeOf(Hash);

    public static DefineFunction Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new DefineFunction(reader.Text("DefineFunction.Hash", Bounds.Hash));
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
