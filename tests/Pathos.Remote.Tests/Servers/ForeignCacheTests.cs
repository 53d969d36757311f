namespace Pathos.Remote.Tests;

/// <summary>A server whose cache for code others may write to: its workers load nothing from there, and say why.</summary>
public sealed class ForeignCacheTests : IDisposable
{
    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("the secret of a server with a cache");

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_OthersMayWriteToTheCacheOfTheServer_FailsWithTheCure()
    {
        string cache = Directory.CreateDirectory(Path.Combine(_folder.Path, "cache")).FullName;
        await using PoolServer server = await PoolServer.StartAsync(s_credentials,
            new PoolServerOptions { Workers = 1, CacheFolder = cache }).Soon();

        // Before, it would not have started.
        File.SetUnixFileMode(cache, (UnixFileMode)0x1FF);
        await using (Pool refused = Pool.Connect($"tcp://{server.Address}", s_credentials))
        {
            PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => refused.PipeAsync(static () => 1).Soon());
            Assert.Contains($"chmod go-w '{cache}'", error.ToString(), StringComparison.Ordinal);
        }

        File.SetUnixFileMode(cache, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using Pool pool = Pool.Connect($"tcp://{server.Address}", s_credentials);
        Assert.Equal(1, await pool.PipeAsync(static () => 1).Soon());
    }
}
