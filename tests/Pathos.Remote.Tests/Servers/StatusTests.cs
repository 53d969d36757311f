using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>What a server says of itself when it is asked.</summary>
public sealed class StatusTests : IDisposable
{
    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("the secret of a server that is asked");

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task QueryAsync_ClientMapsAndAMachineHelps_TellsOfBoth()
    {
        await using PoolServer server = await StartAsync(workers: 3);
        using var stop = new CancellationTokenSource();
        var status = new StatusQueue();
        Task helping = PoolHelper.RunAsync(server.Address.ToString(), s_credentials, new PoolHelperOptions { Workers = 2, Name = "lab", CacheFolder = _folder.Path, Status = status }, stop.Token);
        Assert.True((await status.NextAsync()).IsConnected);
        FileGate gate = _folder.Gate();
        await using Pool pool = Pool.Connect($"tcp://{server.Address}/1", s_credentials);
        Task<int> call = pool.PipeAsync(() =>
        {
            gate.Pass();
            return 7;
        });
        await gate.EnteredAsync();

        // Its connection was first, and yet the server may hear of a client's work, and of its helper, a moment later.
        ServerStatistics told = await AskUntilAsync(server, static told => told.Clients is [{ Busy: 1 }] && told.Helpers.Count == 1);
        gate.Open();
        await call.Soon();

        Assert.Equal(3, told.Workers);
        ServerClientStatistics client = Assert.Single(told.Clients);
        Assert.StartsWith("127.0.0.1:", client.Client, StringComparison.Ordinal);
        Assert.InRange(client.Share, 1, 3);
        Assert.InRange(client.Connected, TimeSpan.FromTicks(1), TestTimeouts.Unexpected);
        Assert.Equal(("lab", 2), told.Helpers.Select(static helper => (helper.Name, helper.Workers)).Single());
        await stop.CancelAsync();
        await helping.Soon();
    }

    [Fact]
    public async Task QueryAsync_NobodyIsThere_SaysSoAndIsNoClientItself()
    {
        await using PoolServer server = await StartAsync(workers: 1);

        ServerStatistics told = await PoolServer.QueryAsync(server.Address.ToString(), s_credentials).Soon();

        Assert.Equal((1, 0, 0), (told.Workers, told.Clients.Count, told.Helpers.Count));
    }

    [Fact]
    public async Task QueryAsync_AnotherSecret_IsRefused()
    {
        await using PoolServer server = await StartAsync(workers: 1);

        PoolOpenException refused = await Assert.ThrowsAsync<PoolOpenException>(() => PoolServer.QueryAsync(server.Address.ToString(), PoolCredentials.FromSecret("the secret of somebody else")).Soon());

        Assert.Contains(PoolCredentials.Variable, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueryAsync_NoAddress_IsRefused() => await Assert.ThrowsAsync<ArgumentException>(() => PoolServer.QueryAsync("nowhere", s_credentials));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task QueryAsync_ServerThatSpeaksOtherwise_IsAnError(int kind)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task serving = Task.Run(async () =>
        {
            Admission admitted = SecureConnection.Accept(await listener.AcceptAsync(), s_credentials.Secret, CancellationToken.None)!.Value;
            using var connection = new FrameConnection(admitted.Transport, FrameLimits.Stranger);
            Assert.Equal(ConnectionPurpose.Status, admitted.Greeting.Purpose);
            switch (kind)
            {
                case 0:
                    return;
                case 1:
                    connection.Send(new Message(MessageKind.KeepAlive, 0, NoFields.Instance));
                    break;
                case 2:
                    connection.Send(new Message(MessageKind.ServerStatus, 0, new ServerStatus(Protocol.Version + 1, 1, IsDraining: false, [], [])));
                    break;
                default:
                    connection.Send(MessageKind.ServerStatus, 0, Claiming(int.MaxValue));
                    break;
            }

            Assert.False(connection.Reader.TryRead(out _));
        });

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => PoolServer.QueryAsync(listener.LocalEndPoint!.ToString()!, s_credentials).Soon());

        Assert.Contains("build", error.Message, StringComparison.Ordinal);
        await serving.Soon();
    }

    [Fact]
    public async Task DisposeAsync_SomebodyAskedAndStays_EndsHisConnection()
    {
        PoolServer server = await StartAsync(workers: 1);
        using Transport staying = await new Pathos.Distributed.ServerAddress("127.0.0.1", server.Address.Port)
            .ConnectAsync(s_credentials, new Greeting(ConnectionPurpose.Status, Guid.Empty), CancellationToken.None);
        var reader = new FrameReader(staying, FrameLimits.Status);
        Assert.True(reader.TryRead(out _));

        await server.DisposeAsync().AsTask().Soon();

        Assert.False(await Task.Run(() => reader.TryRead(out _)).Soon());
    }

    private static byte[] Claiming(int clients)
    {
        byte[] body = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(body, Protocol.Version);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(9), clients);
        return body;
    }

    private static async Task<ServerStatistics> AskUntilAsync(PoolServer server, Func<ServerStatistics, bool> isEnough)
    {
        using var limit = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (true)
        {
            ServerStatistics told = await PoolServer.QueryAsync(server.Address.ToString(), s_credentials, limit.Token);
            if (isEnough(told))
            {
                return told;
            }
        }
    }

    private Task<PoolServer> StartAsync(int workers) => PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = workers, CacheFolder = _folder.Path });
}
