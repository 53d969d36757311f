using System.Security.Cryptography;

namespace Pathos.Remote.Tests;

/// <summary>Secrets that were generated and secrets that somebody wrote: both sides know the text alone, and draw the rest.</summary>
public sealed class SecretFormTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<string> Secrets =>
    [
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
        "a secret that somebody wrote, with ümlauts",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Secrets))]
    public async Task Connect_BothSidesHaveTheText_FindAndTrustEachOther(string secret)
    {
        // Each side reads it for itself, as two processes do.
        int port = Searcher.FreePort();
        await using PoolServer server = await PoolServer.StartAsync(
            PoolCredentials.FromSecret(secret),
                new PoolServerOptions { Workers = 1, DiscoveryPort = port, CacheFolder = Path.Combine(_folder.Path, "cache") }).Soon();

        FoundServer found = Assert.Single(await PoolServer.FindAsync(PoolCredentials.FromSecret(secret),
            new ServerSearchOptions { DiscoveryPort = port, Duration = TimeSpan.FromSeconds(4) }).Soon());
        ServerStatistics told = await PoolServer.QueryAsync(found.Address.ToString(), PoolCredentials.FromSecret(secret + "\n")).Soon();

        Assert.Equal(1, told.Workers);
        await Assert.ThrowsAsync<PoolOpenException>(() =>
            PoolServer.QueryAsync(found.Address.ToString(), PoolCredentials.FromSecret(secret + "x"))).Soon();
    }

    // The same 256 bits in another form are the same secret.
    [Fact]
    public async Task Connect_OneSideHasTheBitsInAnotherForm_IsTrusted()
    {
        byte[] bits = RandomNumberGenerator.GetBytes(32);
        await using PoolServer server = await PoolServer.StartAsync(
            PoolCredentials.FromSecret(Convert.ToBase64String(bits)),
                new PoolServerOptions { Workers = 1, CacheFolder = Path.Combine(_folder.Path, "cache") }).Soon();

        Assert.Equal(1, (await PoolServer.QueryAsync(server.Address.ToString(),
            PoolCredentials.FromSecret(Convert.ToHexString(bits))).Soon()).Workers);
    }
}
