namespace Pathos.Wire;

/// <summary>The hub's answer: how the worker is to behave. Its payload is the worker's set-up, if there is any.</summary>
/// <param name="Worker">The worker's name in its pool.</param>
/// <param name="Cores">The cores left to it.</param>
/// <param name="HeartbeatMilliseconds">How often it says that it lives, while it holds work.</param>
/// <param name="MemoryLimit">The bytes of resident memory that it may have between tasks; 0 for no limit.</param>
/// <param name="ForwardsOutput">Whether it sends console output.</param>
/// <param name="ResultsMayHoldCode">Whether it may send functions; else only data.</param>
/// <param name="PagePath">The file whose first bytes are its position cell, or null.</param>
/// <param name="Culture">The name of the culture that tasks run in.</param>
/// <param name="UICulture">The name of the culture of their texts.</param>
/// <param name="Program">What tasks see of the program around them.</param>
internal sealed record Welcome(
    string Worker, int Cores, int HeartbeatMilliseconds, long MemoryLimit, bool ForwardsOutput, bool ResultsMayHoldCode, string? PagePath,
    string Culture, string UICulture, ProgramFields Program) : MessageFields
{
    public override int MaxSize =>
        18 + FieldWriter.SizeOf(Worker) + FieldWriter.SizeOf(PagePath) + FieldWriter.SizeOf(Culture) + FieldWriter.SizeOf(UICulture) + Program.MaxSize;

    public static Welcome Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new Welcome(reader.Text(), reader.Int32(), reader.Int32(), reader.Int64(), reader.Boolean(), reader.Boolean(), reader.TextOrNull(), reader.Text(), reader.Text(),
            ProgramFields.Read(ref reader));
        length = reader.Read;
        return fields is { Cores: >= 1, HeartbeatMilliseconds: >= 1 } ? fields : throw new InvalidDataException("A welcome leaves a worker no cores or no time between heartbeats.");
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Worker);
        writer.Int32(Cores);
        writer.Int32(HeartbeatMilliseconds);
        writer.Int64(MemoryLimit);
        writer.Boolean(ForwardsOutput);
        writer.Boolean(ResultsMayHoldCode);
        writer.Text(PagePath);
        writer.Text(Culture);
        writer.Text(UICulture);
        Program.Write(ref writer);
        return writer.Written;
    }
}
