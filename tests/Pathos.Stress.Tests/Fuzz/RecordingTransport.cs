using Pathos.Wire;

namespace Pathos.Stress.Tests;

/// <summary>Keeps what is sent.</summary>
internal sealed class RecordingTransport : Transport
{
    private readonly MemoryStream _sent = new();

    public byte[] Bytes => _sent.ToArray();

    public override int Receive(Span<byte> buffer) => 0;

    public override void Close() => _sent.Dispose();

    protected override int SendSome(ReadOnlySpan<byte> bytes)
    {
        _sent.Write(bytes);
        return bytes.Length;
    }
}
