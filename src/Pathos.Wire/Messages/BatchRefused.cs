namespace Pathos.Wire;

/// <summary>The batch cannot run on this worker; the payload holds the exception.</summary>
/// <param name="WantsFreshWorker">Whether another process could run it: this one holds another build of the same assembly.</param>
internal sealed record BatchRefused(bool WantsFreshWorker) : MessageFields
{
    public override int MaxSize => 1;

    public static BatchRefused Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new BatchRefused(reader.Boolean());
        length = reader.Read;
        return fields;
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Boolean(WantsFreshWorker);
        return writer.Written;
    }
}
