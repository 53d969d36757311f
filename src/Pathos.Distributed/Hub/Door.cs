using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Where workers knock: accepts connections, and lets in those that know the token of a worker that was launched.</summary>
/// <remarks>A stranger gets little memory and little time, and never reaches the hub.</remarks>
internal sealed class Door : IAsyncDisposable
{
    private static readonly TimeSpan s_greetingTime = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Action<Transport, FrameReader, Hello>> _expected = new(StringComparer.Ordinal);
    private readonly Socket _listener;
    private readonly Task _accepting;
    private bool _isClosed;

    public Door(Socket listener, string address)
    {
        _listener = listener;
        Address = address;
        _accepting = Task.Run(AcceptAsync);
    }

    public string Address { get; }

    /// <summary>Makes a token and says who is to be called when a worker shows it, once, on a thread that is the worker's to read on.</summary>
    public string Expect(Action<Transport, FrameReader, Hello> onGreeted)
    {
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        lock (_gate)
        {
            _expected.Add(token, onGreeted);
        }

        return token;
    }

    public void Forget(string token)
    {
        lock (_gate)
        {
            _expected.Remove(token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            _expected.Clear();
        }

        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                if (_isClosed)
                {
                    return;
                }

                // The system is short of descriptors or memory for a moment; a worker that cannot come in fails its own opening in time.
                await Task.Delay(TimeSpan.FromMilliseconds(50)).ConfigureAwait(false);
                continue;
            }

            // The thread that hears the greeting becomes the reading thread of that worker.
            new Thread(() => Greet(socket), maxStackSize: 1 << 20) { IsBackground = true, Name = "pathos hub reader" }.UnsafeStart();
        }
    }

    private void Greet(Socket socket)
    {
        var transport = new SocketTransport(socket);
        var reader = new FrameReader(transport, FrameLimits.Stranger);
        if (Listen(transport, reader) is { } hello && Take(hello.Token) is { } onGreeted)
        {
            reader.Trust();
            onGreeted(transport, reader, hello);
        }
        else
        {
            transport.Close();
        }
    }

    /// <summary>Hears a stranger out, within the time it has; null when it is no worker.</summary>
    private static Hello? Listen(SocketTransport transport, FrameReader reader)
    {
        using var limit = new Timer(static state => ((SocketTransport)state!).Close(), transport, s_greetingTime, Timeout.InfiniteTimeSpan);
        try
        {
            return reader.TryRead(out Frame frame) && frame.Kind == MessageKind.Hello ? Hello.Read(frame.Body.Span, out _) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Finds who waits for a token, in a time that says nothing about the token.</summary>
    private Action<Transport, FrameReader, Hello>? Take(string token)
    {
        byte[] shown = Encoding.UTF8.GetBytes(token);
        lock (_gate)
        {
            Action<Transport, FrameReader, Hello>? found = null;
            string? key = null;
            foreach ((string expected, Action<Transport, FrameReader, Hello> onGreeted) in _expected)
            {
                if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), shown))
                {
                    (key, found) = (expected, onGreeted);
                }
            }

            if (key is not null)
            {
                _expected.Remove(key);
            }

            return found;
        }
    }
}
