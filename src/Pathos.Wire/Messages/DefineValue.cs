namespace Pathos.Wire;

/// <summary>A broadcast value, known by its content. The payload holds it, unless the worker is to look for it on its host first, and to ask when it is not there.</summary>
internal sealed record DefineValue(string Hash, bool IsOnRequest) : MessageFields
{
    public override int MaxSize => 1 + FieldWriter.SizeOf(Hash);

    public static DefineValue Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new DefineValue(reader.Text("DefineValue.Hash", Bounds.Hash), reader.Boolean());
        length = reader.Read;
        return fields;
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Hash);
        writer.Boolean(IsOnRequest);
        return writer.Written;
    }
}
