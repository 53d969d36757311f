using System.Buffers.Binary;
using System.Text;

namespace Pathos.Journals;

/// <summary>The bytes of a journal: a head, then records, each with its length and checksum before it. All numbers are little-endian.</summary>
internal static class RecordFormat
{
    /// <summary>Length and checksum of a record's body.</summary>
    public const int HeadSize = sizeof(uint) + sizeof(uint);

    public const byte FunctionKind = 1;
    public const byte ResultKind = 2;

    /// <summary>Kind, number of the function, hash of the argument, index.</summary>
    public const int ResultFieldsSize = 1 + sizeof(int) + 16 + sizeof(long);

    /// <summary>What a file begins with: a mark and the version of the format.</summary>
    public static ReadOnlySpan<byte> FileHead => "PTHJRNL\u0001"u8;

    public static byte[] Function(FunctionRecord function)
    {
        using var buffer = new MemoryStream();
        using (var writer = new BinaryWriter(buffer, Encoding.UTF8))
        {
            writer.Write(FunctionKind);
            Write(writer, function.Identity);
            writer.Write(function.Seed);
            writer.Write(function.Name);
            writer.Write(function.ArgumentType);
            writer.Write(function.ResultType);
        }

        return buffer.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not a function.</exception>
    public static FunctionRecord ReadFunction(byte[] body)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(body, 1, body.Length - 1), Encoding.UTF8);
            return new FunctionRecord(
                BinaryPrimitives.ReadUInt128LittleEndian(reader.ReadBytes(16)), reader.ReadInt64(), reader.ReadString(), reader.ReadString(), reader.ReadString());
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("a function is not complete", error);
        }
    }

    public static void WriteResultFields(Span<byte> destination, int function, UInt128 argument, long index)
    {
        destination[0] = ResultKind;
        BinaryPrimitives.WriteInt32LittleEndian(destination[1..], function);
        BinaryPrimitives.WriteUInt128LittleEndian(destination[5..], argument);
        BinaryPrimitives.WriteInt64LittleEndian(destination[21..], index);
    }

    public static (int Function, UInt128 Argument, long Index) ReadResultFields(ReadOnlySpan<byte> body) => (
        BinaryPrimitives.ReadInt32LittleEndian(body[1..]), BinaryPrimitives.ReadUInt128LittleEndian(body[5..]), BinaryPrimitives.ReadInt64LittleEndian(body[21..]));

    private static void Write(BinaryWriter writer, UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, value);
        writer.Write(bytes);
    }
}

/// <summary>A function that the journal has results of.</summary>
/// <param name="Identity">The first half of the SHA-256 of its code's identity and of what it captured.</param>
/// <param name="Name">The name of the call that brought it.</param>
internal sealed record FunctionRecord(UInt128 Identity, long Seed, string Name, string ArgumentType, string ResultType);

/// <summary>Where the bytes of a result lie.</summary>
internal readonly record struct ResultRecord(int Function, UInt128 Argument, long Index, long Offset, int Length);
