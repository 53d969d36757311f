using System.Buffers.Binary;
using System.Reflection.PortableExecutable;

namespace Pathos.Serialization;

/// <summary>Tells native libraries from all other files: whoever asks for a library by name gets no settings, whatever they are called.</summary>
internal static class NativeImage
{
    private const uint Elf = 0x7F454C46;
    private const ushort Windows = 0x4D5A;

    // In both orders of bytes, for one architecture and for several.
    private static readonly uint[] s_apple = [0xFEEDFACE, 0xFEEDFACF, 0xCEFAEDFE, 0xCFFAEDFE, 0xCAFEBABE];

    public static bool IsOne(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[sizeof(uint)];
            if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            {
                return false;
            }

            uint mark = BinaryPrimitives.ReadUInt32BigEndian(head);
            return mark == Elf || Array.IndexOf(s_apple, mark) >= 0 || (mark >> 16 == Windows && !IsManaged(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
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
