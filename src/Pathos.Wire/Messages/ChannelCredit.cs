namespace Pathos.Wire;

/// <summary>A side has taken so many bytes of a channel, and has room for as many again.</summary>
internal sealed record ChannelCredit(int Bytes) : MessageFields
{
    public override int MaxSize => sizeof(int);

    public static ChannelCredit Read(ReadOnlySpan<byte> body) => new(new FieldReader(body).Int32("ChannelCredit.Bytes", 1, Channel.Window));

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int32(Bytes);
        return writer.Written;
    }
}
