namespace Pathos.Wire;

/// <summary>A line of console output. The id names the batch, or is 0.</summary>
/// <param name="Index">The item's index, or -1.</param>
internal sealed record Output(string Text, bool IsError, long Index) : MessageFields
{
    public override int MaxSize => 9 + FieldWriter.SizeOf(Text);

    public static Output Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new Output(
            reader.Text("Output.Text", Bounds.Output), reader.Boolean(), reader.Int64("Output.Index", -1, long.MaxValue));
        length = reader.Read;
        return fields;
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Text);
        writer.Boolean(IsError);
        writer.Int64(Index);
        return writer.Written;
    }
}
