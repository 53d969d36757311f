namespace Pathos.Wire;

/// <summary>Asks every server that holds the secret to say where it is.</summary>
/// <param name="Nonce">A number drawn for this search: an answer to another one has another.</param>
internal readonly record struct DiscoveryQuery(ReadOnlyMemory<byte> Nonce)
{
    public const int NonceSize = SharedSecret.NonceSize;

    /// <summary>How many bytes it takes, zeros in the middle among them. No answer is longer, so a forged sender address gains nothing against a victim.</summary>
    public const int Size = 128;

    private const byte Version = 2;

    private static ReadOnlySpan<byte> FirstWord => "PATHOS?\n"u8;

    public static DiscoveryQuery Draw() => new(SharedSecret.DrawNonce());

    /// <summary>Reads a query; false for anything else, and for queries made with another secret.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, DiscoveryKey key, out DiscoveryQuery query)
    {
        query = default;
        if (datagram.Length != Size || !datagram.StartsWith(FirstWord) || datagram[FirstWord.Length] != Version || !key.IsSealed(datagram))
        {
            return false;
        }

        query = new DiscoveryQuery(datagram.Slice(FirstWord.Length + 1, NonceSize).ToArray());
        return true;
    }

    public byte[] ToBytes(DiscoveryKey key)
    {
        byte[] datagram = new byte[Size];
        FirstWord.CopyTo(datagram);
        datagram[FirstWord.Length] = Version;
        Nonce.Span.CopyTo(datagram.AsSpan(FirstWord.Length + 1));
        key.Seal(datagram);
        return datagram;
    }
}
