using System.Security.Cryptography;
using System.Text;

namespace Pathos.Wire;

/// <summary>Accepts connections of workers: lets in those that know the token of a worker that was launched.</summary>
/// <remarks>A stranger gets little memory and little time, and never reaches what is behind the door.</remarks>
/// <param name="time">What bounds the time of a stranger; null for the system's, whose timers need the thread pool.</param>
internal sealed class Door(TimeProvider? time = null) : IDisposable
{
    private static readonly TimeSpan s_greetingTime = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Action<Transport, FrameReader, Hello>> _expected = new(StringComparer.Ordinal);

    /// <summary>Makes a token and says who is to be called when a worker shows it, once, on a thread that is the worker's to read on.</summary>
    public string Expect(Action<Transport, FrameReader, Hello> onGreeted)
    {
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        Expect(token, onGreeted);
        return token;
    }

    /// <summary>The same for a token from outside.</summary>
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
    /// <param name="isAwaited">Whether the caller bounds the time that it has: a worker whose connection was opened before it was started.</param>
    public void Hear(Transport stranger, bool isAwaited = false) =>
        new Thread(() => Greet(stranger, isAwaited ? Timeout.InfiniteTimeSpan : s_greetingTime), maxStackSize: 1 << 20) { IsBackground = true, Name = "pathos hub reader" }.UnsafeStart();

    /// <summary>Stops expecting a worker.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _expected.Clear();
        }
    }

    private void Greet(Transport transport, TimeSpan bound)
    {
        try
        {
            var reader = new FrameReader(transport, FrameLimits.Stranger);
            if (Listen(transport, reader, bound) is { } hello && Take(hello.Token) is { } onGreeted)
            {
                reader.Trust();
                onGreeted(transport, reader, hello);
                return;
            }
        }
        catch (Exception)
        {
            // This is a thread of its own, where an exception would end the process, and every other pool's workers with it. Whoever expects
            // this worker learns of it by the end of its connection.
        }

        transport.Close();
    }

    /// <summary>Reads what a stranger says, within its time; null if it is not a worker.</summary>
    private Hello? Listen(Transport transport, FrameReader reader, TimeSpan bound)
    {
        using ITimer limit = _time.CreateTimer(static state => ((Transport)state!).Close(), transport, bound, Timeout.InfiniteTimeSpan);
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
