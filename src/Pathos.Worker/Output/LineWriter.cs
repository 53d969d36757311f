using System.Text;

namespace Pathos.Worker;

/// <summary>Collects characters into lines, apart for each item: tasks that overlap do not mix within a line.</summary>
internal sealed class LineWriter(Action<long, string> send) : TextWriter
{
    // A program that never ends its line must not fill the memory.
    private const int LongestLine = 64 << 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, StringBuilder> _begun = [];

    public override Encoding Encoding => Console.OutputEncoding;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void WriteLine(string? value) => Write(string.Concat(value, "\n").AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        long index = TaskContext.Current.Index;

        // Sending under the lock keeps the lines of an item in order; the connection's lock is only ever taken inside this one.
        lock (_gate)
        {
            while (buffer.IndexOf('\n') is var end && end >= 0)
            {
                Append_NeedsLock(index, buffer[..end]);
                Send_NeedsLock(index);
                buffer = buffer[(end + 1)..];
            }

            Append_NeedsLock(index, buffer);
        }
    }

    public void FlushLines()
    {
        lock (_gate)
        {
            foreach (long index in _begun.Where(static line => line.Value.Length > 0).Select(static line => line.Key).ToArray())
            {
                Send_NeedsLock(index);
            }

            _begun.Clear();
        }
    }

    private void Append_NeedsLock(long index, ReadOnlySpan<char> text)
    {
        if (!_begun.TryGetValue(index, out StringBuilder? line))
        {
            line = new StringBuilder();
            _begun.Add(index, line);
        }

        line.Append(text);
        if (line.Length > LongestLine)
        {
            Send_NeedsLock(index);
        }
    }

    private void Send_NeedsLock(long index)
    {
        StringBuilder line = _begun[index];
        send(index, line.ToString().TrimEnd('\r'));
        line.Clear();
    }
}
