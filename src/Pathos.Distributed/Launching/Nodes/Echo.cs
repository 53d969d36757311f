namespace Pathos.Distributed;

/// <summary>Asks a node at times to answer, one question at a time. What was sent before a question has arrived when its answer
/// comes.</summary>
internal sealed class Echo
{
    private readonly Lock _gate = new();
    private long _lastId;
    private bool _isOpen;
    private TimeSpan _askedAt;
    private TimeSpan _reachedAt;

    /// <summary>Gets when the last question was asked that has been answered.</summary>
    public TimeSpan ReachedAt
    {
        get
        {
            lock (_gate)
            {
                return _reachedAt;
            }
        }
    }

    /// <summary>Begins a question, unless the last one is still open.</summary>
    /// <param name="now">The time of the asking side's clock.</param>
    /// <param name="id">The number of the question, never 0.</param>
    /// <returns>Whether the caller must send it.</returns>
    public bool TryAsk(TimeSpan now, out long id)
    {
        lock (_gate)
        {
            id = _lastId + 1;
            if (_isOpen)
            {
                return false;
            }

            (_isOpen, _askedAt, _lastId) = (true, now, id);
            return true;
        }
    }

    /// <summary>An answer has come. Other numbers than that of the open question mean nothing.</summary>
    public void Answer(long id)
    {
        lock (_gate)
        {
            if (_isOpen && id == _lastId)
            {
                (_isOpen, _reachedAt) = (false, _askedAt);
            }
        }
    }
}
