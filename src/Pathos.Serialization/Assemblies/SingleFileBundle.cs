using System.IO.Compression;
using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;

namespace Pathos.Serialization;

/// <summary>The assemblies inside a program that was published as a single file. They have no file of their own to name,
/// so the program's file is read.</summary>
/// <remarks>
/// Not from memory: the runtime maps assemblies that are compiled ahead of time section by section, and such an image cannot be
/// copied back. The layout is that of the host's bundles: somewhere in the host lies a signature, before it the offset of a
/// manifest, in the manifest a line for each file.
/// </remarks>
internal static class SingleFileBundle
{
    private const string Extension = ".dll";
    private const uint FirstVersionThatCompresses = 6;
    private const uint FirstVersionWithFlags = 2;
    private const int BytesOfFlags = 40;
    private const int MostFiles = 100_000;

    private static readonly Lazy<Dictionary<string, Entry>> s_entries = new(Open);

    /// <summary>Gets the bytes of an assembly, by a name such as <c>Library</c> or <c>de/Library.resources</c>; null
    /// where the bundle does not hold it.</summary>
    public static byte[]? Find(string assembly) => s_entries.Value.TryGetValue(assembly + Extension, out Entry entry) ? Read(entry) : null;

    /// <summary>Gets the simple names of the assemblies in it, without those of a culture.</summary>
    public static IEnumerable<string> Assemblies => !IsPossible ? [] : s_entries.Value.Keys
        .Where(static name => name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) && !name.Contains('/', StringComparison.Ordinal))
        .Select(static name => name[..^Extension.Length]);

    /// <summary>Tells whether it holds an assembly of this name.</summary>
    public static bool Contains(string assembly) => IsPossible && s_entries.Value.ContainsKey(assembly + Extension);

    /// <summary>Gets the program's list of dependencies; null where the bundle does not hold one.</summary>
    public static byte[]? FindDependencyList()
    {
        foreach ((string name, Entry entry) in s_entries.Value)
        {
            if (name.EndsWith(".deps.json", StringComparison.Ordinal))
            {
                return Read(entry);
            }
        }

        return null;
    }

    /// <summary>A program in a single file has no file for this assembly; neither has one that loaded it from a stream, whose
    /// own file then holds no manifest.</summary>
    private static bool IsPossible =>
        AssemblyOrigin.PathOf(typeof(SingleFileBundle).Assembly).Length == 0 && Environment.ProcessPath is not null;

    private static byte[] Read(Entry entry)
    {
        using FileStream file = OpenProgram();
        file.Position = entry.Offset;
        var image = new byte[entry.Size];
        if (entry.CompressedSize == 0)
        {
            file.ReadExactly(image);
        }
        else
        {
            using var inflated = new DeflateStream(file, CompressionMode.Decompress);
            inflated.ReadExactly(image);
        }

        return image;
    }

    private static Dictionary<string, Entry> Open()
    {
        var entries = new Dictionary<string, Entry>(StringComparer.OrdinalIgnoreCase);
        if (!IsPossible)
        {
            return entries;
        }

        using FileStream file = OpenProgram();
        file.Position = FindManifest(file);
        if (file.Position == 0)
        {
            return entries;
        }

        using var reader = new BinaryReader(file);
        uint version = reader.ReadUInt32();
        _ = reader.ReadUInt32();
        int count = reader.ReadInt32();
        _ = reader.ReadString();
        if (version >= FirstVersionWithFlags)
        {
            // Where the two configurations of the host lie, and its flags.
            file.Seek(BytesOfFlags, SeekOrigin.Current);
        }

        for (int i = 0; i < Math.Min(count, MostFiles); i++)
        {
            long offset = reader.ReadInt64();
            long size = reader.ReadInt64();
            long compressedSize = version >= FirstVersionThatCompresses ? reader.ReadInt64() : 0;
            _ = reader.ReadByte();
            entries[reader.ReadString()] = new Entry(offset, size, compressedSize);
        }

        return entries;
    }

    /// <summary>Finds where the manifest begins, or 0. The host itself writes 0 into a program that is not a bundle.</summary>
    private static long FindManifest(FileStream file)
    {
        // The signature is computed, because its bytes in this assembly would be found too: it may lie in the same file.
        ReadOnlySpan<byte> signature = SHA256.HashData(".net core bundle\n"u8);
        using var map = MemoryMappedFile.CreateFromFile(
            file, mapName: null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        using MemoryMappedViewAccessor view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        unsafe
        {
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            try
            {
                int at = new ReadOnlySpan<byte>(start, (int)Math.Min(file.Length, int.MaxValue)).IndexOf(signature);
                return at < sizeof(long) ? 0 : view.ReadInt64(at - sizeof(long));
            }
            finally
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
    }

    private static FileStream OpenProgram() =>
        new(Environment.ProcessPath!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private readonly record struct Entry(long Offset, long Size, long CompressedSize);
}
