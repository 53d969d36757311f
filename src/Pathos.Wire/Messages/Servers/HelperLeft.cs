namespace Pathos.Wire;

/// <summary>A machine works for the server no longer.</summary>
internal sealed record HelperLeft(Guid Helper) : MessageFields
{
    public override int MaxSize => 16;

    public static HelperLeft Read(ReadOnlySpan<byte> body) => new(new FieldReader(body).Guid());

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Guid(Helper);
        return writer.Written;
    }
}
