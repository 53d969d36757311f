namespace Pathos.Wire;

/// <summary>A worker is wanted. The id is its number at this node, and that of its channel.</summary>
/// <param name="Token">The one-time secret by which the pool will know it.</param>
/// <param name="Siblings">How many workers share the host.</param>
internal sealed record StartWorker(string Worker, string Token, int Siblings) : MessageFields
{
    public override int MaxSize => 4 + FieldWriter.SizeOf(Worker) + FieldWriter.SizeOf(Token);

    public static StartWorker Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new StartWorker(
            reader.Text("StartWorker.Worker", Bounds.Name),
            reader.Text("StartWorker.Token", Bounds.Hash),
            reader.Int32("StartWorker.Siblings", 0, Bounds.Workers));
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Text(Worker);
        writer.Text(Token);
        writer.Int32(Siblings);
        return writer.Written;
    }
}
