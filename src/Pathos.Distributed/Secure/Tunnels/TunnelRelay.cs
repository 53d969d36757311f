using System.Net.Sockets;

namespace Pathos.Distributed;

/// <summary>Passes bytes between two sockets until both directions have ended; an end of one is passed on, too.</summary>
internal static class TunnelRelay
{
    private const int BufferSize = 64 << 10;

    public static async Task RunAsync(Socket one, Socket other, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(CopyAsync(one, other, ending), CopyAsync(other, one, ending)).ConfigureAwait(false);
    }

    private static async Task CopyAsync(Socket from, Socket to, CancellationTokenSource ending)
    {
        byte[] buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, ending.Token).ConfigureAwait(false) is var read && read > 0)
            {
                for (int sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), ending.Token).ConfigureAwait(false);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // A side that broke off has no use for the other direction.
            await ending.CancelAsync().ConfigureAwait(false);
        }
    }
}
