using System.Security.Cryptography;
using System.Text;
using Pathos.Worker;

namespace Pathos.Remote.Tests;

/// <summary>How the workers of a host come to their base directory.</summary>
public sealed class BaseFolderTests : IDisposable
{
    private static readonly byte[] s_content = Encoding.UTF8.GetBytes("{ \"greeting\": \"hello\" }");
    private static readonly string s_hash = Convert.ToHexStringLower(SHA256.HashData(s_content));

    private readonly TestFolder _folder = new();
    private int _fetched;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lay_ManyWorkersAtATime_OneFetchesAndAllHaveIt()
    {
        string[] folders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => BaseFolder.Lay(_folder.Path, ["settings/app.json", s_hash], Fetch)))).Soon();

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
        Assert.Throws<InvalidDataException>(() => BaseFolder.Lay(_folder.Path, ["app.json", s_hash], static _ => [1, 2, 3]));
        Assert.Throws<IOException>(() => BaseFolder.Lay(_folder.Path, ["app.json", s_hash], static _ => null));

        string folder = BaseFolder.Lay(_folder.Path, ["app.json", s_hash], Fetch);

        Assert.Equal([Path.Combine(folder, "app.json")], Directory.GetFiles(folder));
    }

    private byte[]? Fetch(string hash)
    {
        Interlocked.Increment(ref _fetched);
        return hash == s_hash ? s_content : null;
    }
}
