namespace Pathos.Serialization;

/// <summary>Resolved tables by their bytes: the second payload of a kind pays for one lookup instead of for its types.</summary>
/// <remarks>Read without a lock: a bucket is a chain that only grows at its head, and a published node never changes.</remarks>
internal sealed class TypeTableCache(SerializationContext context)
{
    /// <summary>Beyond this many, tables are not kept: a stream of ever new types must not fill the memory of a worker.</summary>
    private const int Capacity = 4096;

    private const int Buckets = 256;
    private const int LargestKept = 16 * 1024;

    private readonly Node?[] _buckets = new Node?[Buckets];
    private readonly TypeTable _empty = new(context, [], []);
    private readonly Lock _gate = new();
    private int _count;

    /// <summary>Gets the table that these bytes describe.</summary>
    public TypeTable Open(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return _empty;
        }

        HashCode hash = default;
        hash.AddBytes(bytes);
        ref Node? bucket = ref _buckets[hash.ToHashCode() & (Buckets - 1)];
        if (Find(Volatile.Read(ref bucket), bytes) is { } known)
        {
            return known;
        }

        byte[] copy = bytes.ToArray();
        int[] entries = FindEntries(copy);
        TypeTable table = new(context, copy, entries);
        if (copy.Length > LargestKept || TypeTable.MayBeUnloaded(context, copy, entries))
        {
            return table;
        }

        lock (_gate)
        {
            if (Find(bucket, bytes) is { } meanwhile)
            {
                return meanwhile;
            }

            if (_count < Capacity)
            {
                _count++;
                Volatile.Write(ref bucket, new Node(copy, table, bucket));
            }

            return table;
        }
    }

    private static TypeTable? Find(Node? node, ReadOnlySpan<byte> bytes)
    {
        for (; node is not null; node = node.Next)
        {
            if (bytes.SequenceEqual(node.Bytes))
            {
                return node.Table;
            }
        }

        return null;
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

    private sealed record Node(byte[] Bytes, TypeTable Table, Node? Next);
}
