namespace Pathos.Wire;

/// <summary>A server says that it is there. Its address is the one that the datagram comes from, which the seal covers.</summary>
/// <param name="Server">Drawn when the server started: by it one that answers several times, or on several ways, is known to be one.</param>
/// <param name="Port">The TCP port where it listens.</param>
/// <param name="Workers">How many tasks it runs at a time.</param>
internal readonly record struct DiscoveryAnswer(Guid Server, ushort Port, int Workers)
{
    /// <summary>How many bytes it takes.</summary>
    public const int Size = 8 + 1 + DiscoveryQuery.NonceSize + FieldsSize + DiscoveryKey.SealSize;

    private const int FieldsSize = 16 + 4 + 4;
    private const byte Version = 2;

    private static ReadOnlySpan<byte> FirstWord => "PATHOS!\n"u8;

    /// <summary>Reads the answer to a query; false for whatever else came: answers to other queries, and those of servers with another secret.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, DiscoveryQuery query, DiscoveryRoute route, DiscoveryKey key, out DiscoveryAnswer answer)
    {
        answer = default;
        Span<byte> known = stackalloc byte[DiscoveryRoute.Size];
        route.Write(known);
        if (datagram.Length != Size || !datagram.StartsWith(FirstWord) || datagram[FirstWord.Length] != Version
            || !datagram.Slice(FirstWord.Length + 1, DiscoveryQuery.NonceSize).SequenceEqual(query.Nonce.Span) || !key.IsSealed(datagram, known))
        {
            return false;
        }

        var reader = new FieldReader(datagram.Slice(FirstWord.Length + 1 + DiscoveryQuery.NonceSize, FieldsSize));
        Guid server = reader.Guid();
        int port = reader.Int32();
        int workers = reader.Int32();
        if (port is <= 0 or > ushort.MaxValue || workers is < 0 or > Bounds.Workers)
        {
            return false;
        }

        answer = new DiscoveryAnswer(server, (ushort)port, workers);
        return true;
    }

    public byte[] ToBytes(DiscoveryQuery query, DiscoveryRoute route, DiscoveryKey key)
    {
        byte[] datagram = new byte[Size];
        FirstWord.CopyTo(datagram);
        datagram[FirstWord.Length] = Version;
        query.Nonce.Span.CopyTo(datagram.AsSpan(FirstWord.Length + 1));
        var writer = new FieldWriter(datagram.AsSpan(FirstWord.Length + 1 + DiscoveryQuery.NonceSize, FieldsSize));
        writer.Guid(Server);
        writer.Int32(Port);
        writer.Int32(Workers);
        Span<byte> known = stackalloc byte[DiscoveryRoute.Size];
        route.Write(known);
        key.Seal(datagram, known);
        return datagram;
    }
}
