namespace Pathos.Wire;

/// <summary>What a task says about itself. The id names the batch.</summary>
/// <param name="Fraction">Not a number for none.</param>
internal sealed record Report(string Text, double Fraction, long Index) : MessageFields
{
    /// <summary>What a task says, shortened to what the other side takes.</summary>
    public static Report Of(string text, double? fraction, long index) =>
        new(Bounds.Cut(text, Bounds.Report), fraction is { } done && double.IsFinite(done) ? done : double.NaN, index);

    public override int MaxSize => 16 + FieldWriter.SizeOf(Text);

    public static Report Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new Report(
            reader.Text("Report.Text", Bounds.Report), reader.Double(), reader.Int64("Report.Index", 0, long.MaxValue));
        length = reader.Read;
        return double.IsInfinity(fields.Fraction) ? throw new InvalidDataException("Report.Fraction is not finite.") : fields;
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
