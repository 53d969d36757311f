using System.Diagnostics;
using System.Security.Cryptography;

namespace Pathos.Wire;

/// <summary>Seals the datagrams of those who look for servers and of those who answer, and tells theirs from all others. The first bytes of a datagram say which of the two it is, so neither can be taken for the other.</summary>
/// <remarks>Whoever hears a sealed datagram can guess secrets at home, as with a connection: each guess costs him the derivation of <see cref="SharedSecret"/>.</remarks>
internal sealed class DiscoveryKey(SharedSecret secret)
{
    public const int SealSize = HMACSHA256.HashSizeInBytes;

    private readonly byte[] _key = secret.DeriveKey("Pathos.NET discovery"u8);

    /// <summary>Writes the seal into the last bytes of a datagram, over all that stand before it, and over what both sides know without
    /// it.</summary>
    public void Seal(Span<byte> datagram, ReadOnlySpan<byte> known = default)
    {
        Debug.Assert(datagram.Length > SealSize, "A datagram says something.");
        Seal(datagram[..^SealSize], known, datagram[^SealSize..]);
    }

    /// <summary>Whether somebody who holds the secret made the datagram. How long that takes does not depend on where the seal is wrong.</summary>
    public bool IsSealed(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> known = default)
    {
        if (datagram.Length <= SealSize)
        {
            return false;
        }

        Span<byte> seal = stackalloc byte[SealSize];
        Seal(datagram[..^SealSize], known, seal);
        return CryptographicOperations.FixedTimeEquals(seal, datagram[^SealSize..]);
    }

    private void Seal(ReadOnlySpan<byte> said, ReadOnlySpan<byte> known, Span<byte> seal)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(said);
        hmac.AppendData(known);
        hmac.GetHashAndReset(seal);
    }
}
