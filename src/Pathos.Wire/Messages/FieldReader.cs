using System.Buffers.Binary;
using System.Text;

namespace Pathos.Wire;

/// <summary>Reads fields one after another. What does not fit in the frame, or exceeds its bound, is an error of the sender's, never an
/// allocation here.</summary>
/// <remarks>Texts cannot be read without a bound. Numbers without one are for fields where every value makes sense: ids, hashes, versions,
/// exit codes.</remarks>
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

    /// <exception cref="InvalidDataException">It is out of bounds.</exception>
    public int Int32(string field, int least, int most) => (int)Bounds.Check(field, Int32(), least, most);

    /// <exception cref="InvalidDataException">It is out of bounds.</exception>
    public long Int64(string field, long least, long most) => Bounds.Check(field, Int64(), least, most);

    /// <summary>Reads a time in ticks of a <see cref="TimeSpan"/>.</summary>
    /// <exception cref="InvalidDataException">It is negative or longer than a century.</exception>
    public long Ticks(string field) => Int64(field, 0, Bounds.Time);

    public int Count(int bytesEach)
    {
        int count = Int32();
        return count >= 0 && count <= (_source.Length - Read) / bytesEach
            ? count
            : throw new InvalidDataException($"A message claims {count} entries and does not hold them.");
    }

    public ReadOnlySpan<byte> Bytes() => Take(Int32());

    /// <exception cref="InvalidDataException">It is too long.</exception>
    public string? TextOrNull(string field, int most)
    {
        int length = Int32();
        if (length < 0)
        {
            return null;
        }

        Bounds.CheckEncoded(field, length, most);
        return Bounds.Check(field, Encoding.UTF8.GetString(Take(length)), most);
    }

    public int? Int32OrNull() => Boolean() ? Int32() : null;

    /// <exception cref="InvalidDataException">They are too many, or one of them is too long.</exception>
    public string?[] Texts(string field, int mostTexts, int mostEach)
    {
        var texts = new string?[Bounds.Check(field, Count(sizeof(uint)), 0, mostTexts)];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = TextOrNull(field, mostEach);
        }

        return texts;
    }

    /// <exception cref="InvalidDataException">It is missing or too long.</exception>
    public string Text(string field, int most) => TextOrNull(field, most) ?? throw new InvalidDataException($"{field} is missing.");

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
