namespace Pathos.Secure.Tests;

/// <summary>Where secrets come from, and which are refused.</summary>
public sealed class PoolCredentialsTests : IDisposable
{
    private const string Text = "a secret that somebody wrote";

    private readonly TestFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "secret");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a secret with a line end\n0\n64\nand more")]
    [InlineData("a secret with a\rreturn")]
    [InlineData("a secret with a\0zero")]
    [InlineData("a secret with a\u001bsequence")]
    [InlineData("a secret with a\u0085line end of its own")]
    public void FromSecret_ControlCharacterInIt_IsRefusedWithTheCure(string secret)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => PoolCredentials.FromSecret(secret));

        Assert.Contains("pathos secret", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromSecret_LineEndAfterIt_IsNoPartOfIt() => Assert.Equal(Text, PoolCredentials.FromSecret(Text + "\r\n").Text);

    [Fact]
    public void FromSecret_LongerThanALineMayBe_IsRefused() =>
        Assert.Throws<ArgumentException>(() => PoolCredentials.FromSecret(new string('x', 5000)));

    [Fact]
    public void FromFile_OwnFileThatIsClosedToOthers_IsRead() =>
        Assert.Equal(Text, PoolCredentials.FromFile(Write(Text + "\n", UnixFileMode.UserRead | UnixFileMode.UserWrite)).Text);

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void FromFile_OthersMayUseIt_IsRefusedWithTheCure(UnixFileMode others)
    {
        string path = Write(Text, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        PoolOpenException error = Assert.Throws<PoolOpenException>(() => PoolCredentials.FromFile(path));

        Assert.Contains($"chmod 600 '{path}'", error.Message, StringComparison.Ordinal);
    }

    [AdministratorFact]
    public void FromFile_AnotherUserOwnsIt_IsRefused()
    {
        string path = Write(Text, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        OtherUser.Give(path);

        PoolOpenException error = Assert.Throws<PoolOpenException>(() => PoolCredentials.FromFile(path));

        Assert.Contains("belongs to another user (number 65534)", error.Message, StringComparison.Ordinal);
    }

    // The link is this user's own, and what it leads to is judged.
    [AdministratorFact]
    public void FromFile_LinkToAFileOfAnotherUser_IsRefused()
    {
        OtherUser.Give(Write(Text, UnixFileMode.UserRead | UnixFileMode.UserWrite));
        string link = Path.Combine(_folder.Path, "link");
        System.IO.File.CreateSymbolicLink(link, File);

        Assert.Throws<PoolOpenException>(() => PoolCredentials.FromFile(link));
    }

    [Fact]
    public void FromFile_TooLarge_IsRefused() =>
        Assert.Contains("too large", Assert.Throws<PoolOpenException>(() =>
            PoolCredentials.FromFile(Write(new string('x', 100_000), UnixFileMode.UserRead))).Message, StringComparison.Ordinal);

    [Fact]
    public void CreateFile_InFoldersThatAreNotThere_ClosesThemToOthers()
    {
        string path = Path.Combine(_folder.Path, "new", "pathos", "secret");

        PoolCredentials.CreateFile(path);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(path));
        Assert.All((string[])["new", "new/pathos"], folder => Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                System.IO.File.GetUnixFileMode(Path.Combine(_folder.Path, folder))));
        Assert.Equal(44, PoolCredentials.FromFile(path).Text.Length);
    }

    private string Write(string contents, UnixFileMode mode)
    {
        System.IO.File.WriteAllText(File, contents);
        System.IO.File.SetUnixFileMode(File, mode);
        return File;
    }
}
