namespace Pathos.Wire;

/// <summary>A node says that it is there, and what its host is.</summary>
/// <param name="Cores">The cores that the workers of the host share.</param>
/// <param name="RuntimeVersion">The version of .NET that it runs on.</param>
internal sealed record NodeReady(int ProtocolVersion, string Host, int ProcessId, int Cores, string RuntimeVersion) : MessageFields
{
    public override int MaxSize => 12 + FieldWriter.SizeOf(Host) + FieldWriter.SizeOf(RuntimeVersion);

    public static NodeReady Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new NodeReady(
            reader.Int32(),
            reader.Text("NodeReady.Host", Bounds.Name),
            reader.Int32("NodeReady.ProcessId", 0, int.MaxValue),
            reader.Int32("NodeReady.Cores", 0, Bounds.Workers),
            reader.Text("NodeReady.RuntimeVersion", Bounds.Name));
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int32(ProtocolVersion);
        writer.Text(Host);
        writer.Int32(ProcessId);
        writer.Int32(Cores);
        writer.Text(RuntimeVersion);
        return writer.Written;
    }
}
