namespace Pathos.Worker;

/// <summary>Does something at intervals while the worker is busy, and rests with it. A thread of its own: a task that starves the thread pool does not make its worker look dead.</summary>
internal sealed class Pulse(string name, Action beat) : IDisposable
{
    private readonly AutoResetEvent _wake = new(initialState: false);
    private Thread? _thread;
    private volatile bool _isResting;
    private volatile bool _isDisposed;
    private int _isBusy;

    public void Start(TimeSpan interval)
    {
        _thread = new Thread(() => Beat(interval), maxStackSize: 256 * 1024) { IsBackground = true, Name = name };
        _thread.UnsafeStart();
    }

    /// <summary>A batch begins. It costs nothing while it beats already.</summary>
    public void EnsureBeating()
    {
        Interlocked.Exchange(ref _isBusy, 1);
        if (_isResting)
        {
            _wake.Set();
        }
    }

    /// <summary>The batch has ended. That is found out at the next beat.</summary>
    public void MayRest() => Volatile.Write(ref _isBusy, 0);

    public void Dispose()
    {
        _isDisposed = true;
        _wake.Set();
        _thread?.Join();
        _wake.Dispose();
    }

    private void Beat(TimeSpan interval)
    {
        while (!_isDisposed)
        {
            // The flag before the look, as in the lane monitor: a batch that begins now either is seen, or sees the flag.
            _isResting = true;
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _isBusy) == 0)
            {
                _wake.WaitOne();
            }

            _isResting = false;
            _wake.WaitOne(interval);
            if (Volatile.Read(ref _isBusy) != 0 && !_isDisposed)
            {
                beat();
            }
        }
    }
}
