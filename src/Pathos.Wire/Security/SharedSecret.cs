using System.Security.Cryptography;
using System.Text;

namespace Pathos.Wire;

/// <summary>What both ends of a connection must know, and never say.</summary>
/// <remarks>
/// A proof is an HMAC over the role of who proves, a number that each side drew for this connection, and the fingerprints of both certificates. So it is worth nothing on another connection:
/// not later (the numbers differ), not the other way round (the role differs), and not through somebody in between, who has to show certificates of his own.
/// </remarks>
internal sealed class SharedSecret
{
    public const int NonceSize = 32;
    public const int ProofSize = HMACSHA256.HashSizeInBytes;

    // Whoever records a connection that he sat in the middle of can guess secrets at home: each guess costs him this much.
    private const int Iterations = 200_000;

    private readonly byte[] _key;

    private SharedSecret(byte[] key) => _key = key;

    /// <summary>The two ends.</summary>
    public enum Role : byte
    {
        Client = 1,
        Server = 2,
    }

    /// <summary>Costs tens of milliseconds, on purpose.</summary>
    public static SharedSecret Of(string text) =>
        new(Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(text), "Pathos.NET connection"u8, Iterations, HashAlgorithmName.SHA256, ProofSize));

    public byte[] Prove(Role role, in Handshake handshake)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData([(byte)role]);
        hmac.AppendData(handshake.ClientNonce);
        hmac.AppendData(handshake.ServerNonce);
        hmac.AppendData(handshake.ClientCertificate);
        hmac.AppendData(handshake.ServerCertificate);
        return hmac.GetHashAndReset();
    }

    /// <summary>Gets a key for another purpose than connections. It says nothing about this secret, nor about the keys for other purposes.</summary>
    /// <param name="purpose">A name that no other purpose has.</param>
    public byte[] DeriveKey(ReadOnlySpan<byte> purpose)
    {
        byte[] key = new byte[ProofSize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, key, salt: [], info: purpose);
        return key;
    }

    public bool Verifies(ReadOnlySpan<byte> proof, Role role, in Handshake handshake) => CryptographicOperations.FixedTimeEquals(proof, Prove(role, handshake));

    /// <summary>What one connection is known by. Certificates stand for themselves by their SHA-256.</summary>
    internal readonly record struct Handshake(byte[] ClientNonce, byte[] ServerNonce, byte[] ClientCertificate, byte[] ServerCertificate);
}
