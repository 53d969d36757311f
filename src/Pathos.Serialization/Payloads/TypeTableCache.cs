using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Pathos.Serialization;

/// <summary>Resolved tables by their bytes: the second payload of a kind pays for one lookup instead of for its types.</summary>
internal sealed class TypeTableCache(SerializationContext context)
{
    /// <summary>Beyond this many, tables are not kept: a stream of ever new types must not fill the memory of a worker.</summary>
    private const int Capacity = 4096;

    private const int LargestKept = 16 * 1024;

    private readonly ConcurrentDictionary<byte[], TypeTable> _tables = new(ByContent.Instance);
    private readonly TypeTable _empty = new(context, [], []);

    /// <summary>Gets the table that these bytes describe.</summary>
    public TypeTable Open(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return _empty;
        }

        if (_tables.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(bytes, out TypeTable? known))
        {
            return known;
        }

        byte[] copy = bytes.ToArray();
        TypeTable table = new(context, copy, FindEntries(copy));
        if (copy.Length <= LargestKept && _tables.Count < Capacity)
        {
            return _tables.GetOrAdd(copy, table);
        }

        return table;
    }

    private static int[] FindEntries(byte[] bytes)
    {
        List<int> starts = [];
        TypeTable.TableCursor cursor = new(bytes, 0);
        while (cursor.Position < bytes.Length)
        {
            int length = cursor.Count();
            starts.Add(cursor.Position);
            cursor.Take(length);
        }

        return [.. starts];
    }

    private sealed class ByContent : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly ByContent Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = default;
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
