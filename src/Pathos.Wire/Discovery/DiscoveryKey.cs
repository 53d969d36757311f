using System.Diagnostics;
using System.Security.Cryptography;

namespace Pathos.Wire;

/// <summary>Seals the datagrams of searches and answers, and tells them from all others. The first bytes of a datagram say which of the two it is, so neither can be taken for the other.</summary>
/// <remarks>
/// Whoever hears a sealed datagram can guess secrets at home, as with a connection: each guess costs him the derivation of
/// <see cref="SaltedKeys"/>. The salt is the beginning of the number that who looks has drawn; an answer repeats it.
/// </remarks>
/// <param name="secret">The secret.</param>
/// <param name="mayTakeLong">Whether a salt that was not seen before is worth tens of milliseconds, asked each time. Null: each is.</param>
internal sealed class DiscoveryKey(SharedSecret secret, Func<bool>? mayTakeLong = null)
{
    public const int SealSize = HMACSHA256.HashSizeInBytes;

    // Of both kinds: a first word of eight bytes, a version, and the number that was drawn.
    private const int SaltAt = 8 + 1;

    /// <summary>Writes the seal into the last bytes of a datagram, over all that stand before it, and over what both sides know without
    /// it.</summary>
    public void Seal(Span<byte> datagram, ReadOnlySpan<byte> known = default)
    {
        Debug.Assert(datagram.Length > SealSize, "A datagram says something.");
        byte[] key = secret.KeyFor(SaltOf(datagram), mayTakeLong: null)!;
        secret.Remember(SaltOf(datagram), key);
        SealOf(datagram[..^SealSize], known, key).CopyTo(datagram[^SealSize..]);
    }

    /// <summary>Whether a holder of the secret made the datagram. How long that takes does not depend on where the seal is wrong.</summary>
    public bool IsSealed(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> known = default)
    {
        if (datagram.Length <= SaltAt + SaltedKeys.SaltSize + SealSize || secret.KeyFor(SaltOf(datagram), mayTakeLong) is not { } key
            || !CryptographicOperations.FixedTimeEquals(SealOf(datagram[..^SealSize], known, key), datagram[^SealSize..]))
        {
            return false;
        }

        secret.Remember(SaltOf(datagram), key);
        return true;
    }

    private static byte[] SealOf(ReadOnlySpan<byte> said, ReadOnlySpan<byte> known, byte[] key)
    {
        // Of its own: it says nothing about the secret, nor about the key of connections.
        byte[] own = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, SealSize, salt: [], info: "Pathos.NET discovery"u8.ToArray());
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, own);
        hmac.AppendData(said);
        hmac.AppendData(known);
        return hmac.GetHashAndReset();
    }

    private static ReadOnlySpan<byte> SaltOf(ReadOnlySpan<byte> datagram) => datagram.Slice(SaltAt, SaltedKeys.SaltSize);
}
