using System.Net;
using System.Net.Sockets;
using Pathos.Distributed;

namespace Pathos.Remote.Tests;

/// <summary>A server's socket when single connections cannot be taken.</summary>
public sealed class ServerSocketTests
{
    // With the pauses of a socket that fails all the time, taking so many lasts minutes.
    private const int Waiting = 200;

    [Fact]
    public async Task Start_NoConnectionCanBeTaken_PausesAndSaysSoOnce()
    {
        using ServerSocket socket = ServerSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Socket[] clients = [.. await Task.WhenAll(Enumerable.Range(0, Waiting).Select(async _ =>
        {
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(socket.Address);
            return client;
        }))];
        int taken = 0, troubles = 0;

        socket.Start(
            _ =>
            {
                Interlocked.Increment(ref taken);
                throw new InvalidOperationException("No thread for it.");
            },
            _ => Interlocked.Increment(ref troubles),
            static _ => { });
        await FileGate.PollAsync(() => Volatile.Read(ref taken) >= 3, "three attempts");
        await Task.Delay(TestTimeouts.Quiet);

        Assert.InRange(Volatile.Read(ref taken), 3, Waiting - 1);
        Assert.Equal(1, Volatile.Read(ref troubles));
        Array.ForEach(clients, static client => client.Dispose());
    }

    [Fact]
    public async Task Start_TroubleIsOver_TakesConnectionsAndSaysSoOfTheNextTrouble()
    {
        using ServerSocket socket = ServerSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int number = 0, troubles = 0;

        // The second and the fourth.
        socket.Start(
            taken =>
            {
                // Counted before the client sees its end.
                int which = Interlocked.Increment(ref number);
                taken.Dispose();
                if (which % 2 == 0)
                {
                    throw new InvalidOperationException("No thread for it.");
                }
            },
            _ => Interlocked.Increment(ref troubles),
            static _ => { });
        for (int client = 0; client < 5; client++)
        {
            using var connection = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await connection.ConnectAsync(socket.Address).Soon();
            Assert.Equal(0, await connection.ReceiveAsync(new byte[1]).Soon());
        }

        Assert.Equal((5, 2), (Volatile.Read(ref number), Volatile.Read(ref troubles)));
    }
}
