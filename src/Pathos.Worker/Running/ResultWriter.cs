namespace Pathos.Worker;

/// <summary>A thread that makes results into bytes while the executing thread is inside a long item. Code of the user's may keep it for ever; the monitor sees that and gives the lane up.</summary>
internal sealed class ResultWriter : IDisposable
{
    // As deep as the stack of the executing threads: the same graphs are written here.
    private const int StackSize = 16 << 20;

    private readonly AutoResetEvent _wake = new(initialState: false);
    private IDrain? _pending;
    private Thread? _thread;
    private volatile bool _isDisposed;

    /// <summary>Lets the thread drain it. Called by the monitor alone. A batch that has ended left nothing to drain, so what comes later may take the place of what waits.</summary>
    public void Post(IDrain drain)
    {
        Volatile.Write(ref _pending, drain);
        if (_thread is null)
        {
            _thread = new Thread(Serve, StackSize) { IsBackground = true, Name = "pathos worker results" };
            _thread.UnsafeStart();
        }

        _wake.Set();
    }

    public void Dispose()
    {
        // It is not waited for: it may be where it never comes back from.
        _isDisposed = true;
        _wake.Set();
    }

    private void Serve()
    {
        while (true)
        {
            _wake.WaitOne();
            if (_isDisposed)
            {
                return;
            }

            Interlocked.Exchange(ref _pending, null)?.Drain(mayWait: true);
        }
    }
}
