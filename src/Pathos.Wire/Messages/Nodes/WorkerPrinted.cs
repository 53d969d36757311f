namespace Pathos.Wire;

/// <summary>A worker wrote a line to its standard output or error, past the console that is forwarded.</summary>
internal sealed record WorkerPrinted(string Text, bool IsError) : MessageFields
{
    public override int MaxSize => 1 + FieldWriter.SizeOf(Text);

    public static WorkerPrinted Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new WorkerPrinted(reader.Text("WorkerPrinted.Text", Bounds.Line), reader.Boolean());
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Text);
        writer.Boolean(IsError);
        return writer.Written;
    }
}
