using System.Security.Cryptography;

namespace Pathos.Wire.Tests;

/// <summary>What secrets become: keys that differ from process to process, and what making them costs.</summary>
public sealed class SaltedKeysTests
{
    private const string Written = "a secret that somebody wrote";

    private static readonly byte[] s_bits = [.. Enumerable.Range(0, 32).Select(static i => (byte)(i * 37))];

    public static TheoryData<string> Generated =>
    [
        Convert.ToBase64String(s_bits), Convert.ToBase64String(s_bits).TrimEnd('='),
            Convert.ToBase64String(s_bits).Replace('+', '-').Replace('/', '_'),
        Convert.ToHexString(s_bits), Convert.ToHexStringLower(s_bits),
    ];

    [Fact]
    public void For_AnotherSalt_IsAnotherKey()
    {
        Assert.All((string[])[Written, Convert.ToBase64String(s_bits)], static secret =>
        {
            var keys = new SaltedKeys(secret);
            Assert.NotEqual(keys.For("one"u8), keys.For("two"u8));
            Assert.Equal(keys.For("one"u8), new SaltedKeys(secret).For("one"u8));
        });
    }

    // Or each guess at it would be as quick as one hash.
    [Fact]
    public void For_WrittenSecret_IsMadeByManyRounds() => Assert.Equal(
        Rfc2898DeriveBytes.Pbkdf2(Written, "salt"u8, 200_000, HashAlgorithmName.SHA256, 32), new SaltedKeys(Written).For("salt"u8));

    [Theory]
    [MemberData(nameof(Generated))]
    public void For_RandomBitsInAnyForm_IsMadeAtOnceAndTheSame(string secret)
    {
        var keys = new SaltedKeys(secret);

        Assert.True(keys.Has("salt"u8));
        Assert.Equal(new SaltedKeys(Convert.ToBase64String(s_bits)).For("salt"u8), keys.For("salt"u8));
    }

    [Theory]
    [InlineData("a text of forty-three characters, all told!")]
    [InlineData("a text of sixty-four characters, none of which is any digit at a")]
    [InlineData("0123456789abcdef")]
    public void Has_TextThatIsNotRandomBits_IsFalseUntilItIsRemembered(string secret)
    {
        var keys = new SaltedKeys(secret);
        Assert.False(keys.Has("salt"u8));

        keys.Remember("salt"u8, keys.For("salt"u8));

        Assert.True(keys.Has("salt"u8));
    }

    [Fact]
    public void Verifies_StrangersOfAnySalt_DriveNobodyOut()
    {
        var secret = SharedSecret.Of(Written);
        SharedSecret.Handshake honest = Draw(), strange = Draw();
        Assert.True(secret.Verifies(SharedSecret.Of(Written).Prove(SharedSecret.Role.Client, honest), SharedSecret.Role.Client, honest));

        Assert.False(secret.Verifies(new byte[SharedSecret.ProofSize], SharedSecret.Role.Client, strange));

        Assert.Null(secret.KeyFor(SaltOf(strange), static () => false));
        Assert.NotNull(secret.KeyFor(SaltOf(honest), static () => false));
    }

    [Fact]
    public void DrawNonce_Twice_HasTheSameSaltAndAnotherNumber()
    {
        byte[] one = SharedSecret.DrawNonce(), two = SharedSecret.DrawNonce();

        Assert.Equal(SharedSecret.NonceSize, one.Length);
        Assert.Equal(one[..SaltedKeys.SaltSize], two[..SaltedKeys.SaltSize]);
        Assert.NotEqual(one[SaltedKeys.SaltSize..], two[SaltedKeys.SaltSize..]);
        Assert.NotEqual(new byte[SaltedKeys.SaltSize], SaltedKeys.OwnSalt);
    }

    [Fact]
    public void IsSealed_UnknownSaltThatMayTakeNoTime_IsFalse()
    {
        byte[] query = DiscoveryQuery.Draw().ToBytes(new DiscoveryKey(SharedSecret.Of(Written)));

        Assert.False(new DiscoveryKey(SharedSecret.Of(Written), static () => false).IsSealed(query));
        Assert.True(new DiscoveryKey(SharedSecret.Of(Written), static () => true).IsSealed(query));
    }

    [Fact]
    public void IsSealed_SaltOfSomebodyKnown_IsToldWithoutAsking()
    {
        int asked = 0;
        var key = new DiscoveryKey(SharedSecret.Of(Written), () => ++asked == 1);
        var searcher = new DiscoveryKey(SharedSecret.Of(Written));

        Assert.True(key.IsSealed(DiscoveryQuery.Draw().ToBytes(searcher)));
        Assert.True(key.IsSealed(DiscoveryQuery.Draw().ToBytes(searcher)));

        Assert.Equal(1, asked);
    }

    private static SharedSecret.Handshake Draw() =>
        new(RandomNumberGenerator.GetBytes(SharedSecret.NonceSize), RandomNumberGenerator.GetBytes(SharedSecret.NonceSize), [1], [2]);

    private static byte[] SaltOf(SharedSecret.Handshake handshake) =>
        [.. handshake.ClientNonce[..SaltedKeys.SaltSize], .. handshake.ServerNonce[..SaltedKeys.SaltSize]];
}
