namespace Pathos.Wire;

/// <summary>The batch cannot run on this worker; the payload holds the exception.</summary>
/// <param name="WantsFreshWorker">Whether another process could run it: this one holds another build of the same assembly.</param>
/// <param name="LacksFunction">Whether the worker lacks its function, and could run it once that is defined again.</param>
internal sealed record BatchRefused(bool WantsFreshWorker, bool LacksFunction) : MessageFields
{
    public override int MaxSize => 2;

    public static BatchRefused Read(ReadOnlySpan<byte> body, out int length)
    {
        var reader = new FieldReader(body);
        var fields = new BatchRefused(reader.Boolean(), reader.Boolean());
        length = reader.Read;
        return fields;
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Boolean(WantsFreshWorker);
        writer.Boolean(LacksFunction);
        return writer.Written;
    }
}
