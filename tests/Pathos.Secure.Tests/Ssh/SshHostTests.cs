using Pathos.Distributed;

namespace Pathos.Secure.Tests;

public sealed class SshHostTests
{
    [Theory]
    [InlineData("maxi", null, "maxi", null)]
    [InlineData("alice@maxi.example:2222", "alice", "maxi.example", 2222)]
    [InlineData("ssh://alice@maxi", "alice", "maxi", null)]
    [InlineData("[::1]:22", null, "::1", 22)]
    [InlineData("local", null, "local", null)]
    public void Parse_GoodText_HasItsParts(string text, string? user, string name, int? port)
    {
        var host = SshHost.Parse(text);

        Assert.Equal((user, name, port), (host.User, host.Name, host.Port));
    }

    [Theory]
    [InlineData("-oProxyCommand")]
    [InlineData("alice@-G")]
    [InlineData("-l@maxi")]
    [InlineData("max*")]
    [InlineData("maxi/4")]
    [InlineData("maxi?key=value")]
    [InlineData("tcp://maxi")]
    [InlineData("maxi:0")]
    [InlineData("maxi;reboot")]
    [InlineData("alice:secret@maxi")]
    public void Parse_BadText_IsRefused(string text) => Assert.Throws<HostSpecException>(() => SshHost.Parse(text));

    [Theory]
    [InlineData("alice@maxi:2222")]
    [InlineData("[fe80::1]:22")]
    public void ToString_OfAHost_ParsesBack(string text) => Assert.Equal(text, SshHost.Parse(text).ToString());
}
