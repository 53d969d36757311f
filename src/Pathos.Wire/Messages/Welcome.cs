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
        var fields = new Welcome(
            reader.Text("Welcome.Worker", Bounds.Name),
            reader.Int32("Welcome.Cores", 1, Bounds.Workers),
            reader.Int32("Welcome.HeartbeatMilliseconds", 1, int.MaxValue),
            reader.Int64("Welcome.MemoryLimit", 0, long.MaxValue),
            reader.Boolean(),
            reader.Boolean(),
            reader.TextOrNull("Welcome.PagePath", Bounds.Path),
            reader.Text("Welcome.Culture", Bounds.Name),
            reader.Text("Welcome.UICulture", Bounds.Name),
            ProgramFields.Read(ref reader));
        length = reader.Read;
        return fields;
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
