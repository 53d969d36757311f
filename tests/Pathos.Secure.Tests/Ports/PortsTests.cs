using System.Net;
using System.Net.Sockets;

namespace Pathos.Secure.Tests;

[Collection(SshFixture.Collection)]
public sealed class PortsTests(SshFixture fixture)
{
    [Fact]
    public void PickFree_Several_AreDifferentAndCanBeListenedOn()
    {
        IReadOnlyList<int> ports = Ports.PickFree(50);

        Assert.Equal(50, ports.Distinct().Count());
        Assert.All(ports, static port => Assert.InRange(port, PortRange.Default.First, PortRange.Default.Last));
        Assert.All(ports, static port =>
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
        });
    }

    [Fact]
    public void PickFree_CalledAgain_GivesAnotherPort()
    {
        var range = new PortRange(30_000, 30_199);

        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => Ports.PickFree(range)).Distinct().Count());
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.2")]
    [InlineData("0.0.0.0")]
    public void PickFree_SomebodyListens_GivesAnother(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), Ports.PickFree(2, new PortRange(20_000, 29_999))[0]);
        listener.Start();
        int taken = ((IPEndPoint)listener.LocalEndpoint).Port;

        IOException error = Assert.Throws<IOException>(() => Ports.PickFree(new PortRange(taken, taken)));

        Assert.Contains($"{taken}-{taken}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PickFree_AllOfARangeGiven_GivesThemAgain()
    {
        int port = Ports.PickFree();

        Assert.Equal(port, Ports.PickFree(new PortRange(port, port)));
    }

    [Fact]
    public void PickFree_MoreThanTheRange_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(static () => Ports.PickFree(3, new PortRange(8000, 8001)));

    [Fact]
    public async Task PickFreeAsync_Host_GivesPortsThatNobodyListensOn()
    {
        SshServer server = fixture.Servers["hosta"];
        var around = new PortRange(server.Port - 5, server.Port + 5);

        IReadOnlyList<int> ports = await Ports.PickFreeAsync("hosta", 3, around, fixture.Options).Soon();

        Assert.Equal(3, ports.Distinct().Count());
        Assert.DoesNotContain(server.Port, ports);
        Assert.All(ports, port => Assert.InRange(port, around.First, around.Last));
        IOException error = await Assert.ThrowsAsync<IOException>(() => Ports.PickFreeAsync("hosta", 1, new PortRange(server.Port, server.Port), fixture.Options)).Soon();
        Assert.Contains("hosta has 0 free ports", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8000-8999", 8000, 8999)]
    [InlineData("80", 80, 80)]
    public void Parse_GoodRange_HasItsEnds(string text, int first, int last) => Assert.Equal(new PortRange(first, last), PortRange.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("0-10")]
    [InlineData("9-8")]
    [InlineData("1-2-3")]
    [InlineData("80-65536")]
    [InlineData("http")]
    public void Parse_BadRange_IsRefused(string text) => Assert.Throws<FormatException>(() => PortRange.Parse(text));
}
