using System.Security.Authentication;

namespace Pathos.Wire;

/// <summary>A pair of streams: the standard input and output of a program, or an encrypted connection.</summary>
/// <param name="input">What is received.</param>
/// <param name="output">What is sent.</param>
/// <param name="onClose">Ends both directions so that a blocked read returns. Called once.</param>
internal sealed class StreamTransport(Stream input, Stream output, Action onClose) : Transport
{
    private int _isClosed;

    public override int Receive(Span<byte> buffer)
    {
        try
        {
            return input.Read(buffer);
        }
        catch (Exception error) when (IsEnd(error))
        {
            return 0;
        }
    }

    protected override int SendSome(ReadOnlySpan<byte> bytes)
    {
        try
        {
            output.Write(bytes);
            output.Flush();
            return bytes.Length;
        }
        catch (Exception error) when (IsEnd(error))
        {
            throw new TransportClosedException(error);
        }
    }

    public override void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            onClose();
        }
    }

    /// <summary>An encrypted connection ends in more ways: with bytes that cannot be decrypted, say, or with a handshake that is asked for again.</summary>
    private static bool IsEnd(Exception error) =>
        error is IOException or ObjectDisposedException or AuthenticationException or InvalidOperationException;
}
