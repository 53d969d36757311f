using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Pathos.Wire;

/// <summary>What a secret becomes between two processes: a key for each salt. Both of them draw a half of the salt.</summary>
/// <remarks>
/// <para>A generated secret has 256 random bits. It cannot be guessed, so its keys are derived without delay.</para>
/// <para>A secret that a person thought up can be guessed offline by a peer that was sent a proof. Each guess costs it <see cref="Rounds"/>
/// rounds then. The salt is new for each victim, and the victim drew a half of it: nothing can be computed beforehand, or for two victims
/// at once. Each honest process pays the same price, once for each process that it talks with.</para>
/// </remarks>
internal sealed class SaltedKeys
{
    /// <summary>How many bytes each side draws.</summary>
    public const int SaltSize = 16;

    /// <summary>The rounds of PBKDF2 with SHA-256.</summary>
    public const int Rounds = 200_000;

    private const int KeySize = 32;
    private const int MostKnown = 256;

    private readonly Lock _gate = new();
    private readonly Lock _deriving = new();
    private readonly byte[]? _generated;
    private readonly byte[] _written;

    // By salt, of peers that have proved to know the secret. A stranger adds none, and so evicts none. Guarded by the gate, like the
    // order in which they came.
    private readonly Dictionary<string, byte[]> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public SaltedKeys(string secret)
    {
        _generated = Decode(secret);
        _written = Encoding.UTF8.GetBytes(secret);
    }

    /// <summary>Gets this process's half of the salt of a connection.</summary>
    public static byte[] OwnSalt { get; } = RandomNumberGenerator.GetBytes(SaltSize);

    /// <summary>Gets the key for a salt.</summary>
    public byte[] For(ReadOnlySpan<byte> salt)
    {
        if (_generated is not null)
        {
            byte[] key = new byte[KeySize];
            HKDF.DeriveKey(HashAlgorithmName.SHA256, _generated, key, salt, "Pathos.NET secret"u8);
            return key;
        }

        if (Known(salt) is { } known)
        {
            return known;
        }

        // One at a time: strangers who ask for it all the time cost one processor, and not all.
        lock (_deriving)
        {
            return Known(salt) ?? Rfc2898DeriveBytes.Pbkdf2(_written, salt, Rounds, HashAlgorithmName.SHA256, KeySize);
        }
    }

    /// <summary>Whether the key for a salt is at hand.</summary>
    public bool Has(ReadOnlySpan<byte> salt) => _generated is not null || Known(salt) is not null;

    /// <summary>Keeps a key at hand for the next connection with the same process.</summary>
    public void Remember(ReadOnlySpan<byte> salt, byte[] key)
    {
        if (_generated is not null)
        {
            return;
        }

        string name = Convert.ToHexString(salt);
        lock (_gate)
        {
            if (!_known.TryAdd(name, key))
            {
                return;
            }

            _order.Enqueue(name);
            if (_order.Count > MostKnown)
            {
                _known.Remove(_order.Dequeue());
            }
        }
    }

    private byte[]? Known(ReadOnlySpan<byte> salt)
    {
        string name = Convert.ToHexString(salt);
        lock (_gate)
        {
            return _known.GetValueOrDefault(name);
        }
    }

    /// <summary>Reads 256 bits in the forms in which programs write random bits: base64 of either alphabet, or hexadecimal
    /// digits.</summary>
    /// <returns>Null for what a person wrote.</returns>
    private static byte[]? Decode(string text)
    {
        byte[] bytes = new byte[KeySize];
        if (text.Length == 2 * KeySize)
        {
            return Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done ? bytes : null;
        }

        string letters = text.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return letters.Length == Base64Url.GetEncodedLength(KeySize) && Base64Url.IsValid(letters)
            && Base64Url.TryDecodeFromChars(letters, bytes, out int length) && length == KeySize
            ? bytes
            : null;
    }
}
