using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Hears out each peer that connects to a server, on a thread of its own. It lets in the peers that prove that they hold the
/// secret.</summary>
internal sealed partial class Reception : IDisposable
{
    private const int StackSize = 512 << 10;

    // A peer that holds the secret speaks first, and at once.
    private static readonly TimeSpan s_silentTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_handshakeTime = TimeSpan.FromSeconds(10);

    private readonly SharedSecret _secret;
    private readonly Strangers _strangers;
    private readonly Func<string, Admission, Task> _onAdmitted;
    private readonly ILogger _logger;
    private readonly RefusalLog _refusals;
    private readonly CancellationToken _stopping;

    /// <param name="secret">What they have to prove.</param>
    /// <param name="most">How many are heard at a time.</param>
    /// <param name="onAdmitted">Does what an admitted peer came for.</param>
    /// <param name="logger">Where it is told who did not.</param>
    /// <param name="stopping">Ends all that are being heard.</param>
    public Reception(SharedSecret secret, int most, Func<string, Admission, Task> onAdmitted, ILogger logger, CancellationToken stopping)
    {
        _secret = secret;
        _strangers = new Strangers(most);
        _onAdmitted = onAdmitted;
        _logger = logger;
        _refusals = new RefusalLog(logger, TimeProvider.System);
        _stopping = stopping;
    }

    /// <summary>Takes a connection. Called by the thread that accepts.</summary>
    public void Hear(Socket socket)
    {
        var from = (IPEndPoint)socket.RemoteEndPoint!;
        Stranger stranger = _strangers.Enter(socket, from.Address);
        try
        {
            new Thread(() => Hear(socket, stranger, from), StackSize) { IsBackground = true, Name = "pathos stranger" }.UnsafeStart();
        }
        catch
        {
            _strangers.Leave(stranger);
            throw;
        }
    }

    /// <summary>Connections cannot be taken for a while.</summary>
    public void OnTrouble(Exception error) => LogTrouble(_logger, error);

    public void Dispose() => _refusals.Flush();

    private void Hear(Socket socket, Stranger stranger, IPEndPoint from)
    {
        string why = "it has another secret, or is no client";
        Admission? admission = null;
        try
        {
            using CancellationTokenRegistration stop = _stopping.UnsafeRegister(static state => ((Stranger)state!).End(), stranger);
            if (Speaks(socket, stranger))
            {
                stranger.HasSpoken = true;
                using var limit = new CancellationTokenSource(s_handshakeTime, LibraryTime.Shared);
                admission = SecureConnection.Accept(socket, _secret, limit.Token);
            }
            else
            {
                why = "it said nothing";
                socket.Dispose();
            }
        }
        catch (Exception error)
        {
            // A thread of its own, where an exception would end the server. Whatever a stranger sent, only its own connection ends.
            why = error.Message;
            socket.Dispose();
        }
        finally
        {
            _strangers.Leave(stranger);
        }

        if (admission is { } admitted)
        {
            _ = LibraryThreads.Run(() => _onAdmitted(from.ToString(), admitted));
        }
        else if (!_stopping.IsCancellationRequested)
        {
            _refusals.Add(from, stranger.IsDisplaced ? "it was slow, and others came" : why);
        }
    }

    /// <summary>Waits for the first byte, and leaves it where it is.</summary>
    private bool Speaks(Socket socket, Stranger stranger)
    {
        try
        {
            while (!socket.Poll(s_look, SelectMode.SelectRead))
            {
                if (stranger.Age >= s_silentTime || _strangers.IsOneTooMany(stranger))
                {
                    return false;
                }
            }

            return socket.Receive(new byte[1], SocketFlags.Peek) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [LoggerMessage(33, LogLevel.Error, "The server cannot take connections for a while, and goes on trying.")]
    private static partial void LogTrouble(ILogger logger, Exception error);
}
