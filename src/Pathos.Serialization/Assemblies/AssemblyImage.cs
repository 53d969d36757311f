using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Pathos.Serialization;

/// <summary>Recovers the image of an assembly that no file holds: scripts, assemblies loaded from a
/// stream, files replaced by a rebuild.</summary>
/// <remarks>
/// The runtime gives only the metadata's address. In an image that lies flat in memory (as every IL-only image does) the metadata is at its
/// file offset from the header, so the header is found by walking back a page at a time until an image claims exactly that. An image that
/// was mapped section by section never matches, because there the distance is the metadata's RVA; copying it would read unmapped memory.
/// </remarks>
internal static unsafe class AssemblyImage
{
    private const int Page = 4096;
    private const int LargestWalk = 256 * 1024 * 1024;
    private const int SmallestHeader = 0x200;

    /// <summary>Gets the bytes of the loaded image, proven by a second parse and its MVID, or null.</summary>
    public static byte[]? Recover(Assembly assembly)
    {
        if (assembly.IsDynamic || !assembly.TryGetRawMetadata(out byte* metadata, out int metadataLength))
        {
            return null;
        }

        byte[]? image = Walk(metadata, metadataLength);
        return image is not null && MvidOf(image) == assembly.ManifestModule.ModuleVersionId ? image : null;
    }

    private static byte[]? Walk(byte* metadata, int metadataLength)
    {
        // Flat images start where their allocation or file mapping starts; the runtime aligns the copy it makes to a page, or lays
        // it directly behind a small array header. Eight-byte steps cover both, and stop at the first header that explains the distance.
        nuint address = (nuint)metadata & ~(nuint)7;
        using MappedMemory memory = new();
        if (!memory.TryFindRegion((nuint)metadata, out nuint start, out nuint end))
        {
            return null;
        }

        for (nuint walked = 0; walked < LargestWalk && address >= start; walked += 8, address -= 8)
        {
            byte* header = (byte*)address;
            if (header[0] != 'M' || header[1] != 'Z' || end - address < SmallestHeader)
            {
                continue;
            }

            long size = FlatSize(header, (long)(end - address), metadata - header, metadataLength);
            if (size > 0)
            {
                return new ReadOnlySpan<byte>(header, (int)size).ToArray();
            }
        }

        return null;
    }

    /// <summary>Gets the file size if this header describes a flat image whose metadata is at that distance, else 0.</summary>
    private static long FlatSize(byte* header, long available, long distance, int metadataLength)
    {
        int headersEnd = BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(header + 0x3C, 4));
        if (headersEnd <= 0 || headersEnd > available - Page / 4)
        {
            return 0;
        }

        try
        {
            using PEReader reader = new(header, (int)Math.Min(available, int.MaxValue), isLoadedImage: false);
            PEHeaders headers = reader.PEHeaders;
            if (!reader.HasMetadata || headers.MetadataStartOffset != distance || headers.MetadataSize != metadataLength)
            {
                return 0;
            }

            long size = headers.PEHeader?.SizeOfHeaders ?? 0;
            foreach (SectionHeader section in headers.SectionHeaders)
            {
                size = Math.Max(size, (long)section.PointerToRawData + section.SizeOfRawData);
            }

            return size <= available ? size : 0;
        }
        catch (BadImageFormatException)
        {
            // Two bytes that happened to read "MZ".
            return 0;
        }
    }

    /// <summary>Reads the build of an image; null when it is not a readable assembly.</summary>
    public static Guid? MvidOf(byte[] image)
    {
        try
        {
            using PEReader reader = new(ImmutableArray.Create(image));
            MetadataReader metadata = reader.GetMetadataReader();
            return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }
}
