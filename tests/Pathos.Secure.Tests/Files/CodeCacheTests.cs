using System.Security.Cryptography;
using Pathos.Launching;

namespace Pathos.Secure.Tests;

/// <summary>A cache of code that somebody else has to do with.</summary>
public sealed class CodeCacheTests : IDisposable
{
    private const UnixFileMode Everybodys = (UnixFileMode)0x1FF;

    private static readonly byte[] s_content = "code"u8.ToArray();
    private static readonly string s_hash = Convert.ToHexStringLower(SHA256.HashData(s_content));

    private readonly TestFolder _folder = new();
    private int _fetched;

    private string Cache => Path.Combine(_folder.Path, "cache");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Get_NewFile_IsClosedToOthers()
    {
        string path = Get();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(path, Get());
        Assert.Equal(1, _fetched);
    }

    [Fact]
    public void Get_FileThatOthersMayWrite_IsFetchedAgain()
    {
        string path = Get();
        File.SetUnixFileMode(path, Everybodys);

        Assert.Equal(path, Get());

        Assert.Equal(2, _fetched);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [AdministratorFact]
    public void Get_FileOfAnotherUser_IsFetchedAgain()
    {
        string path = Get();
        OtherUser.Give(path);

        Get();

        Assert.Equal(2, _fetched);
    }

    [Theory]
    [InlineData("")]
    [InlineData("code")]
    [InlineData("code/HASH")]
    public void Get_FolderThatOthersMayWriteTo_IsRefusedWithTheCure(string inside)
    {
        Get();
        string folder = Path.Combine(Cache, inside.Replace("HASH", s_hash, StringComparison.Ordinal)).TrimEnd('/');
        File.SetUnixFileMode(folder, Everybodys);

        PoolOpenException error = Assert.Throws<PoolOpenException>(Get);

        Assert.Contains($"chmod go-w '{folder}'", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, _fetched);
    }

    [Fact]
    public void Get_LinkToAFolderThatOthersMayWriteTo_IsRefusedWithTheCure()
    {
        string real = Directory.CreateDirectory(Path.Combine(_folder.Path, "real")).FullName;
        File.SetUnixFileMode(real, Everybodys);
        File.CreateSymbolicLink(Cache, real);

        Assert.Contains($"chmod go-w '{real}'", Assert.Throws<PoolOpenException>(Get).Message, StringComparison.Ordinal);
        Assert.Equal(0, _fetched);
    }

    [AdministratorFact]
    public void Get_FolderOfAnotherUser_IsRefused()
    {
        Get();
        OtherUser.Give(Cache);

        Assert.Contains("another user", Assert.Throws<PoolOpenException>(Get).Message, StringComparison.Ordinal);
    }

    private string Get()
    {
        using var cache = new CodeCache(Cache);
        return cache.Get(s_hash, "code.dll", () =>
        {
            _fetched++;
            return s_content;
        })!;
    }
}
