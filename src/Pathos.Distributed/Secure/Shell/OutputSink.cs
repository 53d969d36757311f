using System.Text;

namespace Pathos.Distributed;

/// <summary>Where one output of a command goes: kept up to a bound, cut into lines for a callback, copied to a stream.</summary>
/// <remarks>Used by the one task that reads the output; the text is asked for when that has ended.</remarks>
internal sealed class OutputSink(int bound, Action<string>? onLine = null, Stream? copy = null)
{
    private const int LongestLine = 64 << 10;

    private readonly Queue<byte[]> _kept = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();
    private long _keptBytes;

    /// <summary>Gets whether the oldest output was dropped because there was more than the bound.</summary>
    public bool IsTruncated { get; private set; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data)
    {
        Keep(data.Span);
        if (onLine is not null)
        {
            Cut(data.Span, onLine);
        }

        if (copy is not null)
        {
            await copy.WriteAsync(data).ConfigureAwait(false);
            await copy.FlushAsync().ConfigureAwait(false);
        }
    }

    public void Keep(ReadOnlySpan<byte> data)
    {
        _keptBytes += data.Length;
        IsTruncated |= _keptBytes > bound;
        if (bound == 0)
        {
            return;
        }

        _kept.Enqueue(data.ToArray());
        while (_keptBytes - _kept.Peek().Length >= bound)
        {
            _keptBytes -= _kept.Dequeue().Length;
        }
    }

    /// <summary>Passes the last line on, which may lack its end.</summary>
    public void Complete()
    {
        if (_line.Length > 0)
        {
            onLine?.Invoke(_line.ToString());
            _line.Clear();
        }
    }

    public string Text()
    {
        byte[] all = [.. _kept.SelectMany(static chunk => chunk)];
        return Encoding.UTF8.GetString(all.AsSpan(Math.Max(0, all.Length - bound)));
    }

    private void Cut(ReadOnlySpan<byte> data, Action<string> onLine)
    {
        char[] characters = new char[Encoding.UTF8.GetMaxCharCount(data.Length)];
        foreach (char c in characters.AsSpan(0, _decoder.GetChars(data, characters, flush: false)))
        {
            if (c != '\n')
            {
                _line.Append(c);
            }

            if (c == '\n' || _line.Length >= LongestLine)
            {
                string line = _line.ToString().TrimEnd('\r');
                _line.Clear();
                onLine(line);
            }
        }
    }
}
