using Pathos.Distributed;

namespace Pathos.Secure.Tests;

public sealed class SshCommandLineTests
{
    [Fact]
    public void Arguments_OfACommand_EndWithHostAndCommandAfterTheOptions()
    {
        IReadOnlyList<string> arguments = Of("alice@maxi:2222", new SshOptions(), "echo 'a b'");

        Assert.Equal(["-p", "2222", "-l", "alice", "--", "maxi", "echo 'a b'"], arguments.TakeLast(7));
        Assert.DoesNotContain("-F", arguments);
    }

    [Fact]
    public void Arguments_WithoutACommand_RunNone() => Assert.Equal(["-N", "--", "maxi"], Of("maxi", new SshOptions(), null).TakeLast(3));

    [Fact]
    public void Arguments_OfTheUser_ComeBeforeWhatTheyMayChangeAndAfterWhatTheyMayNot()
    {
        List<string> arguments = [.. Of("maxi", new SshOptions { Arguments = ["-o", "ConnectTimeout=1", "-o", "BatchMode=no"] }, "true")];

        Assert.True(arguments.IndexOf("ConnectTimeout=1") < arguments.IndexOf("ConnectTimeout=10"));
        Assert.True(arguments.IndexOf("BatchMode=yes") < arguments.IndexOf("BatchMode=no"));
    }

    [Theory]
    [InlineData(0.2, "ConnectTimeout=1")]
    [InlineData(2.5, "ConnectTimeout=3")]
    public void Arguments_ConnectTimeout_IsRoundedUp(double seconds, string expected) =>
        Assert.Contains(expected, Of("maxi", new SshOptions { ConnectTimeout = TimeSpan.FromSeconds(seconds) }, "true"));

    [Fact]
    public void Arguments_ConfigFile_ReplacesTheUsersOwn() => Assert.Equal(["-F", "/tmp/my config"], Of("maxi", new SshOptions { ConfigFile = "/tmp/my config" }, "true").Take(2));

    private static IReadOnlyList<string> Of(string host, SshOptions options, string? command) => SshCommandLine.Arguments(SshHost.Parse(host), options, command);
}
