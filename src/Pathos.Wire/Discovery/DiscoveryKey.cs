using System.Diagnostics;
using System.Security.Cryptography;

namespace Pathos.Wire;

/// <summary>Seals the datagrams of those who look for servers and of those who answer, and tells theirs from all others. The first bytes of a datagram say which of the two it is, so neither can be taken for the other.</summary>
/// <remarks>Whoever hears a sealed datagram can guess secrets at home, as with a connection: each guess costs him the derivation of <see cref="SharedSecret"/>.</remarks>
internal sealed class DiscoveryKey(SharedSecret secret)
{
    public const int SealSize = HMACSHA256.HashSizeInBytes;

    private readonly byte[] _key = secret.DeriveKey("Pathos.NET discovery"u8);

    /// <summary>Writes the seal into the last bytes of a datagram, over all that stand before it.</summary>
    public void Seal(Span<byte> datagram)
    {
        Debug.Assert(datagram.Length > SealSize, "A datagram says something.");
        HMACSHA256.HashData(_key, datagram[..^SealSize], datagram[^SealSize..]);
    }

    /// <summary>Whether somebody who holds the secret made the datagram. How long that takes does not depend on where the seal is wrong.</summary>
    public bool IsSealed(ReadOnlySpan<byte> datagram)
    {
        Span<byte> seal = stackalloc byte[SealSize];
        return datagram.Length > SealSize
            && HMACSHA256.HashData(_key, datagram[..^SealSize], seal) == SealSize
            && CryptographicOperations.FixedTimeEquals(seal, datagram[^SealSize..]);
    }
}
