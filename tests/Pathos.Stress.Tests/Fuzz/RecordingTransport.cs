using Pathos.Wire;

namespace Pathos.Stress.Tests;

/// <summary>Keeps what is sent.</summary>
internal sealed class RecordingTransport : Transport
{
    private readonly MemoryStream _sent = new();

    public byte[] Bytes => _sent.ToArray();

    public override int Receive(Span<byte> buffer) => 0;

    public override void Send(ReadOnlySpan<byte> bytes) => _sent.Write(bytes);

    public override void Close() => _sent.Dispose();
}
