using System.Net;
using System.Net.Sockets;
using Pathos.Distributed;

namespace Pathos.Remote.Tests;

/// <summary>Who has to make room among those that have not proved themselves.</summary>
public sealed class StrangersTests : IDisposable
{
    private const int MostOfAddress = 16;

    private static readonly IPAddress s_one = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress s_other = IPAddress.Parse("192.0.2.2");

    private readonly List<Socket> _sockets = [];

    public void Dispose() => _sockets.ForEach(static socket => socket.Dispose());

    [Fact]
    public void IsOneTooMany_SilentBeyondWhatAnAddressMayHave_IsUntilEnoughHaveGone()
    {
        var strangers = new Strangers(100);
        Stranger[] all = [.. Enumerable.Range(0, MostOfAddress + 2).Select(_ => Enter(strangers, s_one))];
        Stranger other = Enter(strangers, s_other);

        Assert.False(strangers.IsOneTooMany(other));
        Assert.True(strangers.IsOneTooMany(all[0]));
        Assert.True(strangers.IsOneTooMany(all[1]));
        Assert.False(strangers.IsOneTooMany(all[2]));
    }

    [Fact]
    public void Enter_NoRoomAtAll_TheAddressWithTheMostGivesWaySilentOnesFirst()
    {
        var strangers = new Strangers(6);
        Stranger speaking = Enter(strangers, s_one);
        speaking.HasSpoken = true;
        Stranger silent = Enter(strangers, s_one);
        Array.ForEach([.. Enumerable.Range(0, 2)], _ => Enter(strangers, s_one));
        Stranger[] others = [.. Enumerable.Range(0, 2).Select(_ => Enter(strangers, s_other))];

        Enter(strangers, s_other);

        Assert.True(silent.IsDisplaced);
        Assert.False(speaking.IsDisplaced);
        Assert.All(others, static other => Assert.False(other.IsDisplaced));
    }

    [Fact]
    public void Enter_OneHasLeft_NobodyHasToMakeRoom()
    {
        var strangers = new Strangers(2);
        Stranger first = Enter(strangers, s_one);
        Stranger second = Enter(strangers, s_one);
        strangers.Leave(first);

        Enter(strangers, s_other);

        Assert.False(first.IsDisplaced || second.IsDisplaced);
    }

    [Fact]
    public void Of_AddressesOfOneIPv6Network_AreOne()
    {
        Assert.Equal(Stranger.Of(IPAddress.Parse("2001:db8:0:1::1")), Stranger.Of(IPAddress.Parse("2001:db8:0:1:ffff::2")));
        Assert.NotEqual(Stranger.Of(IPAddress.Parse("2001:db8:0:1::1")), Stranger.Of(IPAddress.Parse("2001:db8:0:2::1")));
        Assert.Equal(Stranger.Of(s_one), Stranger.Of(s_one.MapToIPv6()));
    }

    private Stranger Enter(Strangers strangers, IPAddress address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        return strangers.Enter(socket, address);
    }
}
