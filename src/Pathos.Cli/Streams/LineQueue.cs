namespace Pathos.Cli.Streams;

/// <summary>Lines for standard error, written by a thread of its own. Code that logs never waits for the reader of the log, and never
/// fails because of it.</summary>
/// <remarks>A pipe that is not read fills up, and a disk too. Then lines are lost and counted. The next line that gets through says how
/// many.</remarks>
internal sealed class LineQueue : IDisposable
{
    private const int Longest = 1000;
    private const int StackSize = 256 << 10;

    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly Func<string, bool> _tryWrite;
    private readonly Func<long, string> _describeLoss;
    private readonly Thread _thread;
    private long _lost;
    private bool _isClosed;

    /// <param name="tryWrite">Writes a line; false when it is lost. It may block.</param>
    /// <param name="describeLoss">What to say of so many lost lines.</param>
    public LineQueue(Func<string, bool> tryWrite, Func<long, string> describeLoss)
    {
        _tryWrite = tryWrite;
        _describeLoss = describeLoss;
        _thread = new Thread(Write, StackSize) { IsBackground = true, Name = "pathos log" };
        _thread.UnsafeStart();
    }

    public void Add(string line)
    {
        lock (_gate)
        {
            if (_lines.Count >= Longest || _isClosed)
            {
                _lost++;
                return;
            }

            _lines.Enqueue(line);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Gives what waits a moment to be written.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join(s_lastWords);
    }

    private void Write()
    {
        while (TryTake(out string line, out long lost))
        {
            if (lost > 0 && _tryWrite(_describeLoss(lost)))
            {
                lost = 0;
            }

            if (!_tryWrite(line))
            {
                lost++;
            }

            lock (_gate)
            {
                _lost += lost;
            }
        }
    }

    private bool TryTake(out string line, out long lost)
    {
        lock (_gate)
        {
            while (_lines.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            (lost, _lost) = (_lost, 0);
            return _lines.TryDequeue(out line!);
        }
    }
}
