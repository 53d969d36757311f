using System.Text;

namespace Pathos.Distributed;

/// <summary>Reads one output of a session and tells the command's bytes from the marks between them, wherever the chunks that arrive are
/// cut.</summary>
/// <param name="source">The output of the SSH client.</param>
/// <param name="mark">What a mark begins with; its text goes to the end of the line.</param>
internal sealed class MarkedReader(Stream source, byte[] mark)
{
    private const int BufferSize = 64 << 10;

    /// <summary>Reads until the end mark, or the end of the stream.</summary>
    /// <param name="onData">Gets the bytes between the marks, and what comes before the first one, in order.</param>
    /// <param name="onMark">Gets the text of each mark, in order with the bytes.</param>
    /// <returns>Whether there was an end mark. What comes after it is not the command's: a process in the background may hold the output
    /// open for ever.</returns>
    public async Task<bool> ReadAsync(Func<ReadOnlyMemory<byte>, ValueTask> onData, Action<string> onMark)
    {
        byte[] buffer = new byte[BufferSize];
        int held = 0;
        while (await source.ReadAsync(buffer.AsMemory(held)).ConfigureAwait(false) is var read && read > 0)
        {
            ReadOnlyMemory<byte> rest = buffer.AsMemory(0, held + read);
            while (rest.Span.IndexOf(mark) is var at && at >= 0)
            {
                await PassAsync(rest[..at], onData).ConfigureAwait(false);
                rest = rest[at..];
                int end = rest.Span.IndexOf((byte)'\n');
                if (end < 0)
                {
                    break;
                }

                string text = Encoding.ASCII.GetString(rest.Span[mark.Length..end]);
                onMark(text);
                if (text.StartsWith(RemoteScript.End, StringComparison.Ordinal))
                {
                    return true;
                }

                rest = rest[(end + 1)..];
            }

            int kept = rest.Span.StartsWith(mark) ? rest.Length : BegunMark(rest.Span);
            await PassAsync(rest[..^kept], onData).ConfigureAwait(false);
            rest[^kept..].CopyTo(buffer);
            held = kept;
        }

        await PassAsync(buffer.AsMemory(0, held), onData).ConfigureAwait(false);
        return false;
    }

    private static ValueTask PassAsync(ReadOnlyMemory<byte> data, Func<ReadOnlyMemory<byte>, ValueTask> onData) =>
        data.IsEmpty ? ValueTask.CompletedTask : onData(data);

    /// <summary>Says how many of the last bytes may be the beginning of a mark.</summary>
    private int BegunMark(ReadOnlySpan<byte> data)
    {
        for (int length = Math.Min(mark.Length - 1, data.Length); length > 0; length--)
        {
            if (data[^length..].SequenceEqual(mark.AsSpan(0, length)))
            {
                return length;
            }
        }

        return 0;
    }
}
