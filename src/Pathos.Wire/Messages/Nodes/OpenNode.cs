namespace Pathos.Wire;

/// <summary>How the workers of a host are started.</summary>
/// <param name="RuntimeVersion">The version of .NET that the pool runs on.</param>
/// <param name="RuntimeConfig">The runtime configuration of the workers.</param>
/// <param name="WorkingDirectory">Where they start; null for the home of the user.</param>
/// <param name="DotnetPath">The program that runs them; null for the one that runs the node.</param>
/// <param name="Depth">How many pools their pool is inside of.</param>
/// <param name="Patience">How long the pool and the node wait for a word of each other.</param>
/// <param name="Environment">Names and values in turn; a name without a value is taken away.</param>
/// <param name="Overrides">The assemblies that the workers load in place of the framework's.</param>
internal sealed record OpenNode(
    int ProtocolVersion,
    string RuntimeVersion,
    string RuntimeConfig,
    string? WorkingDirectory,
    string? DotnetPath,
    int Depth,
    NodePatience Patience,
    IReadOnlyList<string?> Environment,
    OverridingCode Overrides) : MessageFields
{
    public override int MaxSize => 16 + FieldWriter.SizeOf(RuntimeVersion) + FieldWriter.SizeOf(RuntimeConfig) + FieldWriter.SizeOf(WorkingDirectory)
        + FieldWriter.SizeOf(DotnetPath) + FieldWriter.SizeOf(Environment) + Overrides.MaxSize;

    public static OpenNode Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        var fields = new OpenNode(
            reader.Int32(),
            reader.Text("OpenNode.RuntimeVersion", Bounds.Name),
            reader.Text("OpenNode.RuntimeConfig", Bounds.Document),
            reader.TextOrNull("OpenNode.WorkingDirectory", Bounds.Path),
            reader.TextOrNull("OpenNode.DotnetPath", Bounds.Path),
            reader.Int32("OpenNode.Depth", 0, Bounds.Depth),
            new NodePatience(new TimeSpan(reader.Int64())),
            reader.Texts("OpenNode.Environment", 2 * Bounds.Variables, Bounds.Setting),
            OverridingCode.Read(ref reader));
        return fields.Environment.Count % 2 == 0
            ? fields
            : throw new InvalidDataException("OpenNode.Environment names a variable without its value.");
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int32(ProtocolVersion);
        writer.Text(RuntimeVersion);
        writer.Text(RuntimeConfig);
        writer.Text(WorkingDirectory);
        writer.Text(DotnetPath);
        writer.Int32(Depth);
        writer.Int64(Patience.HeartbeatTimeout.Ticks);
        writer.Texts(Environment);
        Overrides.Write(ref writer);
        return writer.Written;
    }
}
