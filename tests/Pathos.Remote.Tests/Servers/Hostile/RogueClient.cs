using System.Net;
using Pathos.Distributed;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>A client that holds the secret and says to a server what a test wants it to say.</summary>
internal sealed class RogueClient : IDisposable
{
    private readonly Transport _transport;
    private readonly FrameConnection _connection;

    private RogueClient(Transport transport)
    {
        _transport = transport;
        _connection = new FrameConnection(transport, FrameLimits.Trusted);
    }

    public static async Task<RogueClient> ConnectAsync(IPEndPoint server, PoolCredentials credentials, ConnectionPurpose purpose) => new(
        await new ServerAddress("127.0.0.1", server.Port).ConnectAsync(credentials, new Greeting(purpose, Guid.Empty), CancellationToken.None));

    public void Send(MessageKind kind, long id, MessageFields fields) => _connection.Send(new Message(kind, id, fields));

    /// <summary>Opens the node as a pool does.</summary>
    public void OpenNode() => OpenNode(null, null, OverridingCode.None);

    public void OpenNode(string? workingDirectory, string? dotnetPath, OverridingCode overrides) =>
        OpenNode(Environment.Version.ToString(), workingDirectory, dotnetPath, overrides);

    /// <summary>Opens the node as a pool on another runtime does.</summary>
    public void OpenNode(string runtime) => OpenNode(runtime, null, null, OverridingCode.None);

    private void OpenNode(string runtime, string? workingDirectory, string? dotnetPath, OverridingCode overrides) => Send(MessageKind.OpenNode, 0, new OpenNode(
        Protocol.Version, runtime, RuntimeConfig.OfOtherHosts([]), workingDirectory, dotnetPath, 0, new NodePatience(TimeSpan.FromSeconds(60)), [], overrides));

    public void Send(byte[] frame)
    {
        try
        {
            _transport.Send(frame);
        }
        catch (TransportClosedException)
        {
            // It was ended while it spoke.
        }
    }

    public void StartWorker(long id, string token) => Send(MessageKind.StartWorker, id, new StartWorker("rogue", token, 1));

    /// <summary>Reads until a message of this kind has come; null when the connection ended before.</summary>
    public Task<Frame?> NextAsync(MessageKind kind) => Task.Run(() =>
    {
        while (_connection.Reader.TryRead(out Frame frame))
        {
            if (frame.Kind == kind)
            {
                return (Frame?)frame;
            }
        }

        return null;
    }).Soon();

    /// <summary>Waits for the end of the connection, by whichever message it does not come to.</summary>
    public async Task EndsAsync() => Assert.Null(await NextAsync((MessageKind)255));

    public void Dispose() => _transport.Close();
}
