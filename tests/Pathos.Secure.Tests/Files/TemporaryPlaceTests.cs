using Pathos.Launching;

namespace Pathos.Secure.Tests;

/// <summary>Folders for temporary files in which others could exchange what is made there.</summary>
public sealed class TemporaryPlaceTests : IDisposable
{
    private const UnixFileMode Everybodys = (UnixFileMode)0x1FF;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ProblemOf_TheUsualPlace_IsNone() => Assert.Null(TemporaryPlace.ProblemOf("/tmp"));

    [Fact]
    public void ProblemOf_OwnFolder_IsNone() =>
        Assert.Null(TemporaryPlace.ProblemOf(Make("own", Everybodys & ~(UnixFileMode.GroupWrite | UnixFileMode.OtherWrite))));

    [Fact]
    public void ProblemOf_EverybodysFolderWithStickyBit_IsNone() =>
        Assert.Null(TemporaryPlace.ProblemOf(Make("sticky", Everybodys | UnixFileMode.StickyBit)));

    [Theory]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void Check_OthersMayRenameInIt_IsRefusedWithTheCure(UnixFileMode others)
    {
        string place = Make("open", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | others);

        PoolOpenException error = Assert.Throws<PoolOpenException>(() => TemporaryPlace.Check(place + "/"));

        Assert.Contains($"others may rename what is in '{place}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("chmod +t", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProblemOf_FolderInOneWhereOthersMayRename_IsThatOne()
    {
        string open = Make("open", Everybodys);
        string own = Make("open/own", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.Contains($"'{open}'", TemporaryPlace.ProblemOf(own), StringComparison.Ordinal);
    }

    [Fact]
    public void ProblemOf_LinkToSuchAFolder_IsWhatItLeadsTo()
    {
        string open = Make("open", Everybodys);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), "open");

        Assert.Contains($"'{open}'", TemporaryPlace.ProblemOf(Path.Combine(_folder.Path, "link")), StringComparison.Ordinal);
    }

    [AdministratorFact]
    public void ProblemOf_FolderOfAnotherUser_IsItsOwner()
    {
        string others = Make("others", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        OtherUser.Give(others);

        Assert.Contains("another user (number 65534)", TemporaryPlace.ProblemOf(others), StringComparison.Ordinal);
    }

    [Fact]
    public void RuntimeFolder_ClearedByAnotherUsersWish_StaysWhenItIsNotThisUsers()
    {
        // A folder that is open to others is not one that a pool made.
        string folder = Make("pathos-0123456789abcdef", Everybodys);
        File.WriteAllText(Path.Combine(folder, RuntimeFolder.OwnerFile), "");

        LeftFolder.Clear(folder, owner: null);

        Assert.True(Directory.Exists(folder));
    }

    private string Make(string name, UnixFileMode mode)
    {
        string path = Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
