using System.Net;
using System.Net.Sockets;

namespace Pathos.Remote.Tests;

/// <summary>Connections on which nothing is said, from several addresses.</summary>
public sealed class SilentStrangersTests : IDisposable
{
    private const int MostOfAddress = 16;
    private const int OneTooMany = 24;

    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("the secret of those who speak");
    private static readonly IPAddress s_alone = IPAddress.Parse("127.0.0.2");

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Strangers_TooManyOfOneAddressAndOneOfAnother_TheFormerGoFirst()
    {
        await using PoolServer server = await PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = 0, DiscoveryPort = null, CacheFolder = _folder.Path });
        using Socket alone = await ConnectAsync(server.Address, s_alone);
        Socket[] many = [.. await Task.WhenAll(Enumerable.Range(0, MostOfAddress + OneTooMany).Select(_ => ConnectAsync(server.Address, IPAddress.Loopback)))];

        await FileGate.PollAsync(() => many.Count(HasEnded) >= OneTooMany, "the end of those beyond what one address may have");

        // It came first, and those that stay would not be here longer than it if they were only waited for.
        Assert.False(HasEnded(alone));
        await FileGate.PollAsync(() => HasEnded(alone) && many.All(HasEnded), "the end of all that say nothing");
        Array.ForEach(many, static socket => socket.Dispose());
    }

    private static bool HasEnded(Socket socket) => socket.Poll(0, SelectMode.SelectRead);

    private static async Task<Socket> ConnectAsync(IPEndPoint server, IPAddress from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(server);
        return socket;
    }
}
