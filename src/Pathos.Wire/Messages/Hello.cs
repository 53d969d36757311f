namespace Pathos.Wire;

/// <summary>The first frame of a worker: who it is, and that it knows the secret.</summary>
/// <param name="Token">The one-time secret that the launcher handed over.</param>
internal sealed record Hello(int ProtocolVersion, string Token, int ProcessId, string Host, string RuntimeVersion) : MessageFields
{
    public override int MaxSize => 8 + FieldWriter.SizeOf(Token) + FieldWriter.SizeOf(Host) + FieldWriter.SizeOf(RuntimeVersion);

    public static Hello Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new Hello(
            reader.Int32(),
            reader.Text("Hello.Token", Bounds.Hash),
            reader.Int32("Hello.ProcessId", 0, int.MaxValue),
            reader.Text("Hello.Host", Bounds.Name),
            reader.Text("Hello.RuntimeVersion", Bounds.Name));
        length = reader.Read;
        return fields;
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int32(ProtocolVersion);
        writer.Text(Token);
        writer.Int32(ProcessId);
        writer.Text(Host);
        writer.Text(RuntimeVersion);
        return writer.Written;
    }
}
