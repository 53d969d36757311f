namespace Pathos.Wire;

/// <summary>Bytes that wait, in a ring that grows with what it has to hold. Not for several threads at once.</summary>
internal sealed class ByteQueue
{
    private const int FirstSize = 16 << 10;

    private byte[] _ring = [];
    private int _start;

    public int Count { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_ring.Length - Count < bytes.Length)
        {
            Grow(Count + bytes.Length);
        }

        int end = (_start + Count) % _ring.Length;
        int front = Math.Min(bytes.Length, _ring.Length - end);
        bytes[..front].CopyTo(_ring.AsSpan(end));
        bytes[front..].CopyTo(_ring);
        Count += bytes.Length;
    }

    /// <summary>Takes as many bytes as there are and fit.</summary>
    public int Read(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, Count);
        if (count > 0)
        {
            int front = Math.Min(count, _ring.Length - _start);
            _ring.AsSpan(_start, front).CopyTo(destination);
            _ring.AsSpan(0, count - front).CopyTo(destination[front..]);
            Count -= count;

            // An empty ring starts anew at its front, so that small messages keep to the same few cache lines.
            _start = Count == 0 ? 0 : (_start + count) % _ring.Length;
        }

        return count;
    }

    private void Grow(int size)
    {
        byte[] larger = new byte[Math.Max(FirstSize, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)size))];
        int count = Read(larger);
        (_ring, _start, Count) = (larger, 0, count);
    }
}
