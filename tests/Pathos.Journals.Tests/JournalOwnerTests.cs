[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace Pathos.Journals.Tests;

/// <summary>Whose a journal is. What stands in it becomes results of this program, so nobody else may have written it.</summary>
public sealed class JournalOwnerTests : IDisposable
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly Func<int, int> s_square = static x => x * x;

    private readonly TestFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "journal");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_NewFile_IsForItsUserOnly()
    {
        Record();

        Assert.Equal(Own, File.GetUnixFileMode(Path));
    }

    [Fact]
    public void Open_FileThatOthersMayRead_IsClosedToThemAndUsed()
    {
        Record();
        File.SetUnixFileMode(Path, Own | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        using Journal journal = Journal.Open(Path);

        Assert.Equal(3, journal.Count);
        Assert.Equal(Own, File.GetUnixFileMode(Path));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void Open_FileThatOthersMayWrite_IsRefusedWithTheCureAndLeftAlone(UnixFileMode others)
    {
        Record();
        File.SetUnixFileMode(Path, Own | others);
        byte[] before = File.ReadAllBytes(Path);

        JournalException error = Assert.Throws<JournalException>(() => Journal.Open(Path));

        Assert.Contains($"chmod go-w '{Path}'", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path));
        Assert.Equal(Own | others, File.GetUnixFileMode(Path));
    }

    [AdministratorFact]
    public void Open_FileOfAnotherUser_IsRefusedAndLeftAlone()
    {
        // Empty, as somebody lays one down before the program comes.
        File.WriteAllBytes(Path, []);
        OtherUser.Give(Path);

        JournalException error = Assert.Throws<JournalException>(() => Journal.Open(Path));

        Assert.Contains("another user (number 65534)", error.Message, StringComparison.Ordinal);
        Assert.Empty(File.ReadAllBytes(Path));
    }

    private void Record()
    {
        using Pool pool = Pool.Serial();
        using Journal journal = Journal.Open(Path);
        pool.Map(s_square, [1, 2, 3], new MapOptions { Journal = journal });
    }
}
