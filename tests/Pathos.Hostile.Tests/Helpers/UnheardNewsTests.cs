using System.Net;
using System.Net.Sockets;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>Machines that come and go are told to every client. A client that takes nothing does not delay the sender, and is ended.</summary>
public sealed class UnheardNewsTests
{
    [Fact]
    public async Task Tell_ClientTakesNothing_NeverWaitsAndEndsTheClient()
    {
        using var folder = new TestFolder();
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using var node = new NodeHost(new SocketTransport(listener.Accept()), new NodeHostSettings(1, folder.Path, static _ => { }) { OnProblem = static _ => { } });
        var runs = Task.Run(node.Run);

        // More than the line of a client and the buffers of the system hold.
        var news = new Message(MessageKind.HelperJoined, 0, new HelperJoined(Guid.NewGuid(), new string('x', Bounds.Name), 1));
        await Task.Run(() =>
        {
            for (int number = 0; number < 4 * Outbox.Most; number++)
            {
                node.Tell(news);
            }
        }).Soon();

        await runs.Soon();
    }
}
