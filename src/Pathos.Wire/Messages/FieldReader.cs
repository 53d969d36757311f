using System.Buffers.Binary;
using System.Text;

namespace Pathos.Wire;

/// <summary>Reads fields one after another. What does not fit in the frame is an error of the sender's, never an allocation here.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> _source = source;

    public int Read { get; private set; }

    public byte Byte() => Take(1)[0];

    public bool Boolean() => Byte() != 0;

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public double Double() => BitConverter.Int64BitsToDouble(Int64());

    public Guid Guid() => new(Take(16));

    public int Count(int bytesEach)
    {
        int count = Int32();
        return count >= 0 && count <= (_source.Length - Read) / bytesEach
            ? count
            : throw new InvalidDataException($"A message claims {count} entries and does not hold them.");
    }

    public ReadOnlySpan<byte> Bytes() => Take(Int32());

    public string? TextOrNull()
    {
        int length = Int32();
        return length < 0 ? null : Encoding.UTF8.GetString(Take(length));
    }

    public int? Int32OrNull() => Boolean() ? Int32() : null;

    public string?[] Texts()
    {
        var texts = new string?[Count(sizeof(uint))];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = TextOrNull();
        }

        return texts;
    }

    public string Text() => TextOrNull() ?? throw new InvalidDataException("A message lacks a text that it must have.");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _source.Length - Read)
        {
            throw new InvalidDataException($"A message ends at byte {_source.Length}; {count} more were expected at {Read}.");
        }

        ReadOnlySpan<byte> taken = _source.Slice(Read, count);
        Read += count;
        return taken;
    }
}
