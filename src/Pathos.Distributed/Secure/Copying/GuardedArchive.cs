namespace Pathos.Distributed;

/// <summary>An archive on its way to the reader of .NET. It looks at the lengths of long names and attributes before that reader makes
/// room for them.</summary>
/// <remarks>
/// A name that does not fit into its field comes before its entry as an entry of its own, with any length up to 2 GiB, and the reader
/// takes that much memory at once. Only these entries are looked at here: all that the reader passes over to find the next file or folder.
/// Its data are counted where they are used up. The reader takes no more bytes than it needs, so the next header is where its data end.
/// </remarks>
internal sealed class GuardedArchive(string host, Stream archive) : Stream
{
    private const int BlockSize = 512;
    private const int SizeAt = 124;
    private const int SizeLength = 12;
    private const int KindAt = 156;

    // A path has at most some thousand bytes; attributes of files may have some ten thousand.
    private const long LongestName = 1 << 20;

    private readonly byte[] _header = new byte[BlockSize];
    private long _position;

    // Where the header begins that is looked at next; null when the entry has been found, until the next one is looked for.
    private long? _next = 0;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Says that all data of the last entry were taken, and the reader looks for the next one.</summary>
    public void BeginEntry() => _next = (_position + BlockSize - 1) / BlockSize * BlockSize;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await archive.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Look(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("An archive is read without blocking.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Look(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            // How many bytes of the header are here already; negative before it begins.
            long had = _next is { } next ? _position - next : long.MinValue;
            int step = had == long.MinValue ? bytes.Length : (int)Math.Min(bytes.Length, had < 0 ? -had : BlockSize - had);
            if (had >= 0)
            {
                bytes[..step].CopyTo(_header.AsSpan((int)had));
            }

            _position += step;
            bytes = bytes[step..];
            if (had + step == BlockSize)
            {
                Judge();
            }
        }
    }

    private void Judge()
    {
        bool isAboutTheNext = _header[KindAt] is (byte)'L' or (byte)'K' or (byte)'x' or (byte)'g' or (byte)'X';
        _next = isAboutTheNext ? _position + ((LengthOfName() + BlockSize - 1) / BlockSize * BlockSize) : null;
    }

    /// <summary>Reads the length in its usual form, octal digits. Other forms are for files, which may be larger.</summary>
    private long LengthOfName()
    {
        long length = 0;
        foreach (byte digit in _header.AsSpan(SizeAt, SizeLength))
        {
            length = digit switch
            {
                >= (byte)'0' and <= (byte)'7' => (length * 8) + digit - '0',
                0 or (byte)' ' => length,
                _ => long.MaxValue,
            };
            if (length > LongestName)
            {
                throw new RemoteCopyException(
                    host, CopyFailureReason.TooLarge, host,
                    "the host sends a name or attributes of more than a million bytes, which no file has.");
            }
        }

        return length;
    }
}
