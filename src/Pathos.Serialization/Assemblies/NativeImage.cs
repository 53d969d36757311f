using System.Buffers.Binary;
using System.Reflection.PortableExecutable;

namespace Pathos.Serialization;

/// <summary>Tells native libraries from all other files. A worker that asks for a library by name gets no settings,
/// whatever their files are called.</summary>
internal static class NativeImage
{
    private const uint Elf = 0x7F454C46;
    private const int OrderAt = 5;
    private const int KindAt = 16;
    private const byte BigEndian = 2;
    private const ushort SharedObject = 3;
    private const ushort Windows = 0x4D5A;

    // In both orders of bytes, for one architecture and for several.
    private static readonly uint[] s_apple = [0xFEEDFACE, 0xFEEDFACF, 0xCEFAEDFE, 0xCFFAEDFE, 0xCAFEBABE];

    public static bool IsOne(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[KindAt + sizeof(ushort)];
            if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            {
                return false;
            }

            uint mark = BinaryPrimitives.ReadUInt32BigEndian(head);
            return (mark == Elf && IsLibrary(head)) || Array.IndexOf(s_apple, mark) >= 0 || (mark >> 16 == Windows && !IsManaged(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A file of this format may be the memory of a process that died, too.</summary>
    private static bool IsLibrary(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> kind = head[KindAt..];
        return SharedObject == (head[OrderAt] == BigEndian
            ? BinaryPrimitives.ReadUInt16BigEndian(kind)
            : BinaryPrimitives.ReadUInt16LittleEndian(kind));
    }

    private static bool IsManaged(FileStream file)
    {
        try
        {
            file.Position = 0;
            using var reader = new PEReader(file, PEStreamOptions.LeaveOpen);
            return reader.HasMetadata;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
