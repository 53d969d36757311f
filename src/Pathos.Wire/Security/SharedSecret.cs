using System.Security.Cryptography;

namespace Pathos.Wire;

/// <summary>What both ends of a connection must know, and never say.</summary>
/// <remarks>
/// A proof is an HMAC over the role of who proves, a number that each side drew for this connection, and the fingerprints of both certificates. So it is worth nothing on another connection:
/// not later (the numbers differ), not the other way round (the role differs), and not through an interceptor, which has to show certificates of its own.
/// </remarks>
internal sealed class SharedSecret
{
    public const int NonceSize = 32;
    public const int ProofSize = HMACSHA256.HashSizeInBytes;

    private readonly SaltedKeys _keys;

    private SharedSecret(SaltedKeys keys) => _keys = keys;

    /// <summary>The two ends.</summary>
    public enum Role : byte
    {
        Client = 1,
        Server = 2,
    }

    public static SharedSecret Of(string text) => new(new SaltedKeys(text));

    /// <summary>Draws a number for one connection. It begins with the half of the salt that this process has drawn for all of its
    /// connections.</summary>
    public static byte[] DrawNonce() => [.. SaltedKeys.OwnSalt, .. RandomNumberGenerator.GetBytes(NonceSize - SaltedKeys.SaltSize)];

    public byte[] Prove(Role role, in Handshake handshake)
    {
        // Either this is the side that connects, or the other one has proved itself before.
        byte[] salt = SaltOf(handshake), key = _keys.For(salt);
        _keys.Remember(salt, key);
        return Prove(key, role, handshake);
    }

    public bool Verifies(ReadOnlySpan<byte> proof, Role role, in Handshake handshake)
    {
        byte[] salt = SaltOf(handshake), key = _keys.For(salt);
        bool isProved = CryptographicOperations.FixedTimeEquals(proof, Prove(key, role, handshake));
        if (isProved)
        {
            _keys.Remember(salt, key);
        }

        return isProved;
    }

    /// <summary>Gets the key for a salt, from which keys for other purposes than connections are made.</summary>
    /// <param name="salt">What the side that began has drawn.</param>
    /// <param name="mayTakeLong">Whether it may take tens of milliseconds, asked only where it would. Null: it may.</param>
    /// <returns>Null when it may not.</returns>
    public byte[]? KeyFor(ReadOnlySpan<byte> salt, Func<bool>? mayTakeLong) =>
        _keys.Has(salt) || mayTakeLong is null || mayTakeLong() ? _keys.For(salt) : null;

    /// <summary>Keeps the key for a salt: its sender knows the secret.</summary>
    public void Remember(ReadOnlySpan<byte> salt, byte[] key) => _keys.Remember(salt, key);

    private static byte[] SaltOf(in Handshake handshake) =>
        [.. handshake.ClientNonce.AsSpan(0, SaltedKeys.SaltSize), .. handshake.ServerNonce.AsSpan(0, SaltedKeys.SaltSize)];

    private static byte[] Prove(byte[] key, Role role, in Handshake handshake)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData([(byte)role]);
        hmac.AppendData(handshake.ClientNonce);
        hmac.AppendData(handshake.ServerNonce);
        hmac.AppendData(handshake.ClientCertificate);
        hmac.AppendData(handshake.ServerCertificate);
        return hmac.GetHashAndReset();
    }

    /// <summary>What one connection is known by. Certificates stand for themselves by their SHA-256.</summary>
    internal readonly record struct Handshake(byte[] ClientNonce, byte[] ServerNonce, byte[] ClientCertificate, byte[] ServerCertificate);
}
