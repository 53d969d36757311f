namespace Pathos.Launching;

/// <summary>Questions to the hub of one kind. Any thread asks and waits; the reading thread brings the answers.</summary>
internal sealed class Questions<TAnswer>
    where TAnswer : class
{
    private readonly object _gate = new();
    private readonly Dictionary<long, TAnswer?> _answers = [];
    private readonly HashSet<long> _open = [];
    private long _lastId;
    private bool _isClosed;

    /// <summary>Asks, and returns the answer; null when the hub has none, or is gone.</summary>
    /// <param name="send">Sends the question of this id.</param>
    public TAnswer? Ask(Action<long> send)
    {
        long id;
        lock (_gate)
        {
            id = ++_lastId;
            _open.Add(id);
        }

        send(id);
        lock (_gate)
        {
            // Bounded by the connection: its end closes the questions.
            while (_open.Contains(id) && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            return _answers.Remove(id, out TAnswer? answer) ? answer : null;
        }
    }

    public void Answer(long id, TAnswer? answer)
    {
        lock (_gate)
        {
            if (_open.Remove(id))
            {
                _answers[id] = answer;
                Monitor.PulseAll(_gate);
            }
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
