namespace Pathos.Launching;

/// <summary>Drains one output of a worker process: passes its lines on and remembers the last ones.</summary>
/// <remarks>It always reads: a worker must never block because nobody listens to what it prints.</remarks>
internal sealed class OutputPipe
{
    private const int RememberedLines = 50;
    private const int LongestLine = 16 << 10;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lastLines = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OutputPipe(StreamReader reader, Action<string> onLine, string name) =>
        new Thread(() => Drain(reader, onLine), maxStackSize: 256 * 1024) { IsBackground = true, Name = name }.UnsafeStart();

    public Task Ended => _ended.Task;

    public IReadOnlyList<string> LastLines()
    {
        lock (_gate)
        {
            return [.. _lastLines];
        }
    }

    public void Remember(string line)
    {
        lock (_gate)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > RememberedLines)
            {
                _lastLines.Dequeue();
            }
        }
    }

    private void Drain(StreamReader reader, Action<string> onLine)
    {
        try
        {
            var buffer = new char[4096];
            var line = new System.Text.StringBuilder();
            while (reader.Read(buffer, 0, buffer.Length) is var count && count > 0)
            {
                foreach (char c in buffer.AsSpan(0, count))
                {
                    if (c != '\n')
                    {
                        line.Append(c);
                    }

                    if (c == '\n' || line.Length >= LongestLine)
                    {
                        Pass(line.ToString().TrimEnd('\r'), onLine);
                        line.Clear();
                    }
                }
            }

            if (line.Length > 0)
            {
                Pass(line.ToString(), onLine);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The process and its pipe are gone; what was said is remembered.
        }

        _ended.SetResult();
    }

    private void Pass(string line, Action<string> onLine)
    {
        Remember(line);
        onLine(line);
    }
}
