namespace Pathos.Wire;

/// <summary>What a task says about itself. The id names the batch.</summary>
/// <param name="Fraction">Not a number for none.</param>
internal sealed record Report(string Text, double Fraction, long Index) : MessageFields
{
    public override int MaxSize => 16 + FieldWriter.SizeOf(Text);

    public static Report Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new Report(reader.Text(), reader.Double(), reader.Int64());
        length = reader.Read;
        return fields;
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Text);
        writer.Double(Fraction);
        writer.Int64(Index);
        return writer.Written;
    }
}
