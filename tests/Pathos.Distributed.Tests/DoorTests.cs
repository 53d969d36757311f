using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed.Tests;

/// <summary>Who may come in.</summary>
public sealed class DoorTests : IAsyncLifetime
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(30);

    private readonly RuntimeFolder _folder = new(runtimeConfig: "");
    private readonly Door _door = new();
    private readonly DoorListener _listener;

    public DoorTests() => _listener = new DoorListener(UnixSockets.Listen(_folder.SocketPath), _door);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _listener.DisposeAsync();
        _door.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Greeting_WithItsToken_IsLetInOnce()
    {
        var greeted = new TaskCompletionSource<Hello>();
        string token = _door.Expect((transport, _, hello) =>
        {
            greeted.SetResult(hello);
            transport.Close();
        });

        using SocketTransport first = Greet(token);
        Assert.Equal(token, (await greeted.Task.WaitAsync(s_bound)).Token);
        using SocketTransport second = Greet(token);
        Assert.True(await IsClosedAsync(second));
    }

    [Fact]
    public async Task Greeting_WhoeverExpectsItFails_IsClosedAndTheProgramGoesOn()
    {
        string token = _door.Expect(static (_, _, _) => throw new ArgumentException("There is one of that number."));

        using SocketTransport worker = Greet(token);

        Assert.True(await IsClosedAsync(worker));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Greeting_WithAnotherToken_IsClosed(string token)
    {
        bool cameIn = false;
        _door.Expect((transport, _, _) =>
        {
            Volatile.Write(ref cameIn, true);
            transport.Close();
        });

        using SocketTransport stranger = Greet(token);

        Assert.True(await IsClosedAsync(stranger));
        Assert.False(Volatile.Read(ref cameIn));
    }

    [Fact]
    public async Task Greeting_OfGarbage_IsClosed()
    {
        var random = new Random(3);
        for (int round = 0; round < 50; round++)
        {
            var garbage = new byte[random.Next(16, 4000)];
            random.NextBytes(garbage);
            using SocketTransport stranger = UnixSockets.Connect(_folder.SocketPath);
            try
            {
                stranger.Send(garbage);
                stranger.Send(new byte[FrameLimits.Stranger.BodyBytes + FrameHeader.Size]);
            }
            catch (TransportClosedException)
            {
                // Closed before all of it was said, which is what should happen.
                continue;
            }

            Assert.True(await IsClosedAsync(stranger));
        }
    }

    private static Task<bool> IsClosedAsync(SocketTransport transport) => Task.Run(() => transport.Receive(new byte[1]) == 0).WaitAsync(s_bound);

    private SocketTransport Greet(string token)
    {
        SocketTransport transport = UnixSockets.Connect(_folder.SocketPath);
        var writer = new FrameWriter(transport);
        writer.Append(new Message(MessageKind.Hello, 0, new Hello(Protocol.Version, token, 1, "host", "10.0.0")));
        writer.Flush();
        return transport;
    }
}
