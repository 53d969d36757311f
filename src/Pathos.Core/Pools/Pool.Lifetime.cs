namespace Pathos;

public sealed partial class Pool
{
    private readonly Lock _gate = new();

    // Held across a change of life (join, restart, resize, dispose), so that two of them never interleave.
    private readonly SemaphoreSlim _lifecycle = new(1);
    private readonly HashSet<IActiveCall> _calls = [];
    private TaskCompletionSource? _idle;
    private PoolState _state;
    private PoolBackend? _backend;
    private Lazy<Task>? _opening;

    internal enum PoolState
    {
        Open,
        Closed,
        Ended,
    }

    /// <summary>Waits until every worker is ready.</summary>
    /// <param name="cancellationToken">Stops the waiting, not the opening.</param>
    /// <returns>A task that completes when the pool is ready.</returns>
    /// <exception cref="PoolOpenException">The pool could not be opened. An exception of <see cref="PoolOptions.Initializer"/> arrives as its own type.</exception>
    /// <exception cref="PoolClosedException">The pool is closed.</exception>
    public Task ReadyAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        return WaitUntilOpenAsync(cancellationToken).AsTask();
    }

    /// <summary>Takes no new work; running work goes on. Does nothing when closed already.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_state == PoolState.Open)
            {
                _state = PoolState.Closed;
            }
        }
    }

    /// <summary>Waits for the work of a closed pool, then ends its workers. Does nothing when that is done.</summary>
    /// <param name="cancellationToken">Stops the waiting; the workers then stay.</param>
    /// <returns>A task that completes when the workers have ended.</returns>
    /// <exception cref="InvalidOperationException">The pool is open: close it first.</exception>
    public async Task JoinAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_state == PoolState.Open)
            {
                throw new InvalidOperationException($"Pool '{Name}' is open and may get more work at any time. Call Close() before JoinAsync().");
            }
        }

        await WhenIdle().WaitAsync(cancellationToken).OnLibraryThreads();
        await _lifecycle.WaitAsync(cancellationToken).OnLibraryThreads();
        try
        {
            await EndWorkersAsync(force: false).OnLibraryThreads();
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    /// <summary>Ends the workers now. Unfinished calls fail with <see cref="PoolClosedException"/>. Does nothing when that is done.</summary>
    /// <remarks>A thread cannot be ended from outside: on thread pools running tasks are cancelled, and left behind if they ignore it.</remarks>
    public void Terminate()
    {
        StopCalls();
        _lifecycle.Wait();
        try
        {
            // Nothing below needs this thread: waiting for it cannot deadlock.
            EndWorkersAsync(force: true).GetAwaiter().GetResult();
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    /// <summary>Gives the pool new workers; it works again.</summary>
    /// <param name="force">Whether an open pool is terminated first. Otherwise restarting an open pool is an error, and a closed one first finishes its work.</param>
    /// <param name="cancellationToken">Stops the waiting for running work and for the new workers.</param>
    /// <returns>A task that completes when the new workers are ready.</returns>
    /// <exception cref="InvalidOperationException">The pool is open, and <paramref name="force"/> is false.</exception>
    /// <exception cref="PoolOpenException">The new workers could not be started.</exception>
    public async Task RestartAsync(bool force = false, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_state == PoolState.Open && !force)
            {
                throw new InvalidOperationException($"Pool '{Name}' is open. Close it first, or call RestartAsync(force: true) to end its work.");
            }
        }

        if (force)
        {
            StopCalls();
        }

        await WhenIdle().WaitAsync(cancellationToken).OnLibraryThreads();
        await _lifecycle.WaitAsync(cancellationToken).OnLibraryThreads();
        try
        {
            // Of two restarts at a time the second finds the work done.
            if (force || !IsOpen)
            {
                await EndWorkersAsync(force).OnLibraryThreads();
                Start();
            }
        }
        finally
        {
            _lifecycle.Release();
        }

        await WaitUntilOpenAsync(cancellationToken).OnLibraryThreads();
    }

    /// <summary>Changes the number of workers. More are added; fewer retire when they are idle, and nothing is lost.</summary>
    /// <param name="workers">The new number; 0 leaves none.</param>
    /// <param name="cancellationToken">Stops the waiting, not the change.</param>
    /// <returns>A task that completes when new workers are ready.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is negative.</exception>
    /// <exception cref="PoolClosedException">The pool is closed.</exception>
    public async Task ResizeAsync(int workers, CancellationToken cancellationToken = default)
    {
        WorkerCounts.Check(workers, nameof(workers));
        ThrowIfClosed();
        await WaitUntilOpenAsync(cancellationToken).OnLibraryThreads();
        await _lifecycle.WaitAsync(cancellationToken).OnLibraryThreads();
        try
        {
            await ResizeWithinLimitAsync(workers, cancellationToken).OnLibraryThreads();
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    /// <summary>Closes the pool and waits for its work, at most <see cref="PoolOptions.DrainTimeout"/>; then terminates it. Does nothing the second time.</summary>
    /// <returns>A task that completes when nothing of the pool is left.</returns>
    /// <remarks>A stream whose consumer takes no result for 2 seconds meanwhile counts as given up: it ends with
    /// <see cref="PoolClosedException"/>.</remarks>
    public async ValueTask DisposeAsync()
    {
        Close();
        bool force = !await DrainAsync().OnLibraryThreads();
        if (force)
        {
            StopCalls();
        }

        await _lifecycle.WaitAsync().OnLibraryThreads();
        try
        {
            await EndWorkersAsync(force).OnLibraryThreads();
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    /// <summary>The same as <see cref="DisposeAsync"/>, blocking.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Counts a call in.</summary>
    /// <returns>The workers of now. They stay those of the call until it leaves or is stopped: a restart waits for either.</returns>
    internal PoolBackend Enter(IActiveCall call)
    {
        lock (_gate)
        {
            ThrowIfClosed_NeedsLock();
            _calls.Add(call);
            return _backend!;
        }
    }

    internal void Leave(IActiveCall call)
    {
        TaskCompletionSource? idle = null;
        lock (_gate)
        {
            if (_calls.Remove(call) && _calls.Count == 0)
            {
                (idle, _idle) = (_idle, null);
            }
        }

        idle?.TrySetResult();
    }

    /// <summary>Gets whether the workers could not be started; callers that wait for them are told why.</summary>
    private bool HasFailedToOpen => Volatile.Read(ref _opening) is { IsValueCreated: true, Value.IsFaulted: true };

    internal ValueTask WaitUntilOpenAsync(CancellationToken cancellationToken)
    {
        Task opening = Volatile.Read(ref _opening)!.Value;
        return opening.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(WaitForAsync(opening, cancellationToken));
    }

    /// <summary>Lets the backend do what it can for a call while the workers start.</summary>
    private void PrepareWhileOpening<T, R>(Call<T, R> call)
    {
        PoolBackend backend;
        lock (_gate)
        {
            if (_state != PoolState.Open || _opening is { IsValueCreated: true, Value.IsCompleted: true })
            {
                return;
            }

            backend = _backend!;
        }

        backend.Prepare(call);
    }

    private async Task WaitForAsync(Task opening, CancellationToken cancellationToken)
    {
        try
        {
            await opening.WaitAsync(cancellationToken).OnLibraryThreads();
        }
        catch (Exception error) when (opening.IsFaulted && !IsOpen)
        {
            // Ended while it opened: that is what its user did and should hear, not what it did to the workers on their way.
            throw new PoolClosedException(Name, "terminated", error);
        }
    }

    private void Start()
    {
        PoolBackend backend = _createBackend();
        var opening = new Lazy<Task>(() => OpenAsync(backend));
        lock (_gate)
        {
            _backend = backend;
            _opening = opening;
            _state = PoolState.Open;
        }

        // An inline pool opens on the thread that uses it first: its initializer belongs there.
        if (!Options.LazyStart && !backend.RunsInline)
        {
            // The next use of the pool reports how this ended.
            _ = opening.Value;
        }
    }

    private async Task OpenAsync(PoolBackend backend)
    {
        using var limit = new CancellationTokenSource(Options.OpenTimeout, LibraryTime.Shared);
        try
        {
            // The backend bounds its own steps; this bound is for those it cannot, such as an initializer that never returns.
            Task opening = backend.RunsInline ? backend.OpenAsync(limit.Token) : LibraryThreads.Run(() => backend.OpenAsync(limit.Token));
            await opening.WaitAsync(limit.Token).OnLibraryThreads();
        }
        catch (OperationCanceledException error) when (limit.IsCancellationRequested)
        {
            await backend.StopAsync(force: true).OnLibraryThreads();
            throw new PoolOpenException($"Pool '{Name}' was not ready within OpenTimeout ({Options.OpenTimeout}). Raise PoolOptions.OpenTimeout, or look at what its initializer and workers wait for.", error);
        }
        catch
        {
            await backend.StopAsync(force: true).OnLibraryThreads();
            throw;
        }
    }

    /// <summary>Ends the workers once; the caller holds the lifecycle.</summary>
    private async Task EndWorkersAsync(bool force)
    {
        Lazy<Task> opening;
        PoolBackend backend;
        lock (_gate)
        {
            if (_state == PoolState.Ended)
            {
                return;
            }

            _state = PoolState.Ended;
            opening = _opening!;
            backend = _backend!;
        }

        if (opening.IsValueCreated && !force)
        {
            // Workers that are just starting are ended when they have: a start cannot be taken back half-way.
            await opening.Value.EndOnLibraryThreads();
        }

        await backend.StopAsync(force).OnLibraryThreads();
    }

    /// <summary>Ends every call. The pool does not wait for them to leave: a stream whose consumer has paused may not come back.</summary>
    private void StopCalls()
    {
        IActiveCall[] calls;
        TaskCompletionSource? idle;
        lock (_gate)
        {
            if (_state == PoolState.Open)
            {
                _state = PoolState.Closed;
            }

            calls = [.. _calls];
            _calls.Clear();
            (idle, _idle) = (_idle, null);
        }

        foreach (IActiveCall call in calls)
        {
            call.Stop(new PoolClosedException(Name, "terminated"));
        }

        idle?.TrySetResult();
    }

    /// <summary>New workers get as long as those of an opening: ending the pool waits for this.</summary>
    private async Task ResizeWithinLimitAsync(int workers, CancellationToken cancellationToken)
    {
        PoolBackend backend;
        lock (_gate)
        {
            ThrowIfClosed_NeedsLock();
            backend = _backend!;
        }

        using var time = new CancellationTokenSource(Options.OpenTimeout, LibraryTime.Shared);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
        try
        {
            await backend.ResizeAsync(workers, limit.Token).OnLibraryThreads();
        }
        catch (OperationCanceledException error) when (time.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new PoolOpenException($"The new workers of pool '{Name}' were not ready within OpenTimeout ({Options.OpenTimeout}). Raise PoolOptions.OpenTimeout, or look at what its initializer and workers wait for.", error);
        }
    }

    private Task WhenIdle()
    {
        lock (_gate)
        {
            return _calls.Count == 0 ? Task.CompletedTask : (_idle ??= new TaskCompletionSource()).Task;
        }
    }

    private void ThrowIfClosed()
    {
        lock (_gate)
        {
            ThrowIfClosed_NeedsLock();
        }
    }

    private void ThrowIfClosed_NeedsLock()
    {
        if (_state != PoolState.Open)
        {
            throw new PoolClosedException(Name, _state == PoolState.Closed ? "closed" : "terminated");
        }
    }
}
