namespace Pathos.Wire;

/// <summary>How the workers of a host are started.</summary>
/// <param name="RuntimeConfig">The runtime configuration of the workers.</param>
/// <param name="WorkingDirectory">Where they start; null for the home of the user.</param>
/// <param name="DotnetPath">The program that runs them; null for the one that runs the node.</param>
/// <param name="Depth">How many pools their pool is inside of.</param>
/// <param name="Patience">How long the pool and the node wait for a word of each other.</param>
/// <param name="Environment">Names and values in turn; a name without a value is taken away.</param>
/// <param name="Overrides">The assemblies that the workers load in place of the framework's.</param>
internal sealed record OpenNode(string RuntimeConfig, string? WorkingDirectory, string? DotnetPath, int Depth, NodePatience Patience, IReadOnlyList<string?> Environment, OverridingCode Overrides) : MessageFields
{
    public override int MaxSize => 12 + FieldWriter.SizeOf(RuntimeConfig) + FieldWriter.SizeOf(WorkingDirectory) + FieldWriter.SizeOf(DotnetPath) + FieldWriter.SizeOf(Environment) + Overrides.MaxSize;

    public static OpenNode Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new OpenNode(reader.Text(), reader.TextOrNull(), reader.TextOrNull(), reader.Int32(), new NodePatience(new TimeSpan(reader.Int64())), reader.Texts(), OverridingCode.Read(ref reader));
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
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
