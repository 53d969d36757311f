using System.Security.Cryptography;
using System.Text;

namespace Pathos.Wire;

/// <summary>Where workers knock: hears whoever connects, and lets in those that know the token of a worker that was launched.</summary>
/// <remarks>A stranger gets little memory and little time, and never reaches what is behind the door.</remarks>
internal sealed class Door : IDisposable
{
    private static readonly TimeSpan s_greetingTime = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Action<Transport, FrameReader, Hello>> _expected = new(StringComparer.Ordinal);

    /// <summary>Makes a token and says who is to be called when a worker shows it, once, on a thread that is the worker's to read on.</summary>
    public string Expect(Action<Transport, FrameReader, Hello> onGreeted)
    {
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        Expect(token, onGreeted);
        return token;
    }

    /// <summary>The same for a token that somebody else made.</summary>
    public void Expect(string token, Action<Transport, FrameReader, Hello> onGreeted)
    {
        lock (_gate)
        {
            _expected.Add(token, onGreeted);
        }
    }

    public void Forget(string token)
    {
        lock (_gate)
        {
            _expected.Remove(token);
        }
    }

    /// <summary>Hears a stranger out on a thread of its own, which becomes the reading thread of the worker that it proves to be.</summary>
    /// <param name="stranger">Who knocks.</param>
    /// <param name="isAwaited">Whether somebody else bounds the time that it has: a worker whose way here was opened before it was started.</param>
    public void Hear(Transport stranger, bool isAwaited = false) =>
        new Thread(() => Greet(stranger, isAwaited ? Timeout.InfiniteTimeSpan : s_greetingTime), maxStackSize: 1 << 20) { IsBackground = true, Name = "pathos hub reader" }.UnsafeStart();

    /// <summary>Expects nobody any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _expected.Clear();
        }
    }

    private void Greet(Transport transport, TimeSpan time)
    {
        try
        {
            var reader = new FrameReader(transport, FrameLimits.Stranger);
            if (Listen(transport, reader, time) is { } hello && Take(hello.Token) is { } onGreeted)
            {
                reader.Trust();
                onGreeted(transport, reader, hello);
                return;
            }
        }
        catch (Exception)
        {
            // A thread of its own, where an exception would end the process: that of a server with other clients, say. Whoever waits for
            // this worker learns of the end of its connection.
        }

        transport.Close();
    }

    /// <summary>Hears a stranger out, within the time it has; null when it is no worker.</summary>
    private static Hello? Listen(Transport transport, FrameReader reader, TimeSpan time)
    {
        using var limit = new Timer(static state => ((Transport)state!).Close(), transport, time, Timeout.InfiniteTimeSpan);
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
