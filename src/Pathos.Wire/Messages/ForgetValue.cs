namespace Pathos.Wire;

/// <summary>A broadcast value that no function of the pool refers to any more.</summary>
internal sealed record ForgetValue(string Hash) : MessageFields
{
    public override int MaxSize => FieldWriter.SizeOf(Hash);

    public static ForgetValue Read(ReadOnlySpan<byte> body) => new(new FieldReader(body).Text("ForgetValue.Hash", Bounds.Hash));

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Hash);
        return writer.Written;
    }
}
