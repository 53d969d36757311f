namespace Pathos;

/// <summary>Which files a pool may be asked to send along.</summary>
public sealed class FilesTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("../settings.json")]
    [InlineData("settings/../../other.json")]
    [InlineData("..\\settings.json")]
    [InlineData("\\settings.json")]
    [InlineData("C:\\settings.json")]
    [InlineData("C:settings.json")]
    [InlineData("settings/")]
    [InlineData("settings//app.json")]
    [InlineData("*/app.json")]
    [InlineData("?/app.json")]
    [InlineData("settings\0.json")]
    [InlineData(".")]
    [InlineData(null)]
    public void Files_LeadsOutOfTheBaseDirectory_IsRefusedAndNamed(string? name)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new PoolOptions { Files = ["appsettings.json", name!] });

        Assert.Equal(nameof(PoolOptions.Files), error.ParamName);
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_BelowTheBaseDirectory_AreTakenAsTheyAreNow()
    {
        List<string> names = ["appsettings.json", "settings/app.*.xml", "./a..b.json"];
        var options = new PoolOptions { Files = names };
        names.Clear();

        Assert.Equal(["appsettings.json", "settings/app.*.xml", "./a..b.json"], options.Files);
        Assert.Throws<ArgumentNullException>(() => new PoolOptions { Files = null! });
    }
}
