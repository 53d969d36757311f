using System.IO.Pipes;
using System.Text;
using Pathos.Wire;

namespace Pathos.Launching;

/// <summary>Drains one output of a process: passes its lines on and remembers the last ones.</summary>
/// <remarks>It always reads: a worker must never block because its output is not taken. It ends with the last process that holds the pipe,
/// or when it is stopped, and closes the pipe then.</remarks>
internal sealed class OutputPipe
{
    private readonly Lock _gate = new();
    private readonly Queue<string> _lastLines = new();
    private readonly TaskCompletionSource _ended = new();

    private readonly PipeStream _pipe;
    private readonly PipeStop _stop;

    /// <param name="pipe">The output. It becomes the reader's.</param>
    /// <param name="stop">What stops the reading.</param>
    /// <param name="onLine">Gets each line.</param>
    /// <param name="name">The name of the thread that reads.</param>
    public OutputPipe(Stream pipe, PipeStop stop, Action<string> onLine, string name)
    {
        _pipe = (PipeStream)pipe;
        _stop = stop;
        new Thread(() => Drain(onLine), maxStackSize: 256 * 1024) { IsBackground = true, Name = name }.UnsafeStart();
    }

    /// <summary>Gets the end of the output; never fails.</summary>
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
            _lastLines.Enqueue(Bounds.Cut(line, Bounds.Line));
            if (_lastLines.Count > Bounds.LastLines)
            {
                _lastLines.Dequeue();
            }
        }
    }

    private void Drain(Action<string> onLine)
    {
        try
        {
            var bytes = new byte[4096];
            var buffer = new char[bytes.Length + 1];
            var line = new StringBuilder();
            Decoder decoder = Encoding.UTF8.GetDecoder();
            int readsAfterStop = 0;
            while (_stop.WaitForData(_pipe.SafePipeHandle, ref readsAfterStop) && _pipe.Read(bytes) is var count && count > 0)
            {
                foreach (char c in buffer.AsSpan(0, decoder.GetChars(bytes.AsSpan(0, count), buffer, flush: false)))
                {
                    if (c != '\n')
                    {
                        line.Append(c);
                    }

                    if (c == '\n' || line.Length >= Bounds.Line)
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

        _pipe.Dispose();
        _ended.SetResult();
    }

    private void Pass(string line, Action<string> onLine)
    {
        Remember(line);
        onLine(line);
    }
}
