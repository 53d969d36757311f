using System.Security.Cryptography;
using System.Text;
using Pathos.Worker;

namespace Pathos.Remote.Tests;

/// <summary>How the workers of a host come to their base directory.</summary>
public sealed class BaseFolderTests : IDisposable
{
    private const int Workers = 8;

    private static readonly byte[] s_content = Encoding.UTF8.GetBytes("{ \"greeting\": \"hello\" }");
    private static readonly string s_hash = Convert.ToHexStringLower(SHA256.HashData(s_content));

    private readonly TestFolder _folder = new();
    private readonly ManualResetEventSlim _fetchedTwice = new();
    private int _fetched;

    public void Dispose()
    {
        _fetchedTwice.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Lay_ManyWorkersAtATime_OneFetchesAndAllHaveIt()
    {
        using var start = new Barrier(Workers);
        string[] folders = await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return BaseFolder.Lay(_folder.Path, ["settings/app.json", s_hash], FetchSlowly);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))).Soon();

        string folder = Assert.Single(folders.Distinct(StringComparer.Ordinal));
        Assert.Equal(s_content, await File.ReadAllBytesAsync(Path.Combine(folder, "settings", "app.json")));
        Assert.Equal(1, _fetched);
    }

    [Theory]
    [InlineData("../app.json")]
    [InlineData("/tmp/app.json")]
    [InlineData("settings/../../app.json")]
    [InlineData(null)]
    public void Lay_ANameThatLeadsOut_IsRefusedAndNothingIsWritten(string? name)
    {
        Assert.Throws<InvalidDataException>(() => BaseFolder.Lay(_folder.Path, [name, s_hash], Fetch));

        Assert.Equal(0, _fetched);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.json", SearchOption.AllDirectories));
    }

    [Fact]
    public void Lay_OtherContentComes_IsRefusedAndTheNextWorkerTriesAgain()
    {
        // Each time, one file is there already when the other one fails.
        string[] files = ["app.json", s_hash, "other.json", s_hash];
        Assert.Throws<InvalidDataException>(() => BaseFolder.Lay(_folder.Path, files, _ => FetchFirst([1, 2, 3])));
        Assert.Throws<IOException>(() => BaseFolder.Lay(_folder.Path, files, _ => FetchFirst(null)));

        string folder = BaseFolder.Lay(_folder.Path, ["app.json", s_hash], Fetch);

        Assert.Equal([Path.Combine(folder, "app.json")], Directory.GetFiles(folder));
    }

    // Long enough that the other workers come meanwhile, and that one that does not wait for its turn is seen.
    private byte[]? FetchSlowly(string hash)
    {
        byte[]? content = Fetch(hash);
        if (_fetched > 1)
        {
            _fetchedTwice.Set();
        }

        _fetchedTwice.Wait(TestTimeouts.Quiet);
        return content;
    }

    private byte[]? FetchFirst(byte[]? then) => Interlocked.Increment(ref _fetched) % 2 == 1 ? s_content : then;

    private byte[]? Fetch(string hash)
    {
        Interlocked.Increment(ref _fetched);
        return hash == s_hash ? s_content : null;
    }
}
