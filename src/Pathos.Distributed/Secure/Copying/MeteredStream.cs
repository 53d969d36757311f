namespace Pathos.Distributed;

/// <summary>A file as it was when its copy began: exactly as long, whatever is appended meanwhile. An archive says the length before the
/// contents.</summary>
internal sealed class MeteredStream(FileStream file, CopyMeter meter) : Stream
{
    private readonly long _length = file.Length;
    private long _position;

    public override bool CanRead => true;

    // The archive asks for the length, and only of streams that can.
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int wanted = (int)Math.Min(buffer.Length, _length - _position);
        int read = wanted == 0 ? 0 : await file.ReadAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
        if (read == 0 && wanted > 0)
        {
            throw new EndOfStreamException($"{file.Name} became shorter while it was copied.");
        }

        _position += read;
        meter.Add(read);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
