using System.Buffers.Binary;
using System.Text;

namespace Pathos.Wire;

/// <summary>Writes fields one after another; little-endian, text as a u32 length and UTF-8.</summary>
internal ref struct FieldWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Written { get; private set; }

    public static int SizeOf(string? text) => sizeof(uint) + (text is null ? 0 : Encoding.UTF8.GetMaxByteCount(text.Length));

    public static int SizeOf(IReadOnlyList<string?> texts) => sizeof(int) + texts.Sum(static text => SizeOf(text));

    public void Byte(byte value) => _destination[Written++] = value;

    public void Boolean(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_destination[Written..], value);
        Written += sizeof(int);
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_destination[Written..], value);
        Written += sizeof(long);
    }

    public void Double(double value) => Int64(BitConverter.DoubleToInt64Bits(value));

    public void Guid(Guid value)
    {
        value.TryWriteBytes(_destination[Written..]);
        Written += 16;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        value.CopyTo(_destination[Written..]);
        Written += value.Length;
    }

    public void Int32OrNull(int? value)
    {
        Boolean(value is not null);
        if (value is { } present)
        {
            Int32(present);
        }
    }

    public void Texts(IReadOnlyList<string?> values)
    {
        Int32(values.Count);
        foreach (string? value in values)
        {
            Text(value);
        }
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Int32(-1);
            return;
        }

        int length = Encoding.UTF8.GetBytes(value, _destination[(Written + sizeof(int))..]);
        Int32(length);
        Written += length;
    }
}
