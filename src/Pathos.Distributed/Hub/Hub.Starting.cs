using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>How workers come.</summary>
internal sealed partial class Hub
{
    [LoggerMessage(10, LogLevel.Information, "Pool {Pool}: {Worker} joined.")]
    private static partial void LogJoined(ILogger logger, string pool, string worker);

    [LoggerMessage(12, LogLevel.Error, "Pool {Pool}: {Worker} could not be started.")]
    private static partial void LogStartFailed(ILogger logger, Exception error, string pool, string worker);

    /// <summary>Counts the missing starts as under way, so that no other thread makes them too. Where the last one failed, one start at a
    /// time tries whether all is well again.</summary>
    private int ReserveMissing_NeedsLock(HubSite site)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        int missing = _isStopped ? 0 : Math.Max(0, site.Wanted - LiveWorkers_NeedsLock(site));
        if (site.FailedStarts > 0)
        {
            missing = Math.Min(missing, site.Starting == 0 ? 1 : 0);
        }

        site.Starting += missing;
        _starting += missing;
        return missing;
    }

    /// <summary>Starts the missing workers in the background. Callers that wait for work learn of failures when no worker is
    /// left.</summary>
    private void StartMissing_NeedsLock(HubSite site, string predecessor)
    {
        StartReserved(site, ReserveMissing_NeedsLock(site), predecessor);
    }

    private void StartReserved(HubSite site, int count, string predecessor)
    {
        for (; count > 0; count--)
        {
            _ = LibraryThreads.Run(() => ReplaceAsync(site, predecessor));
        }
    }

    /// <summary>Makes one start that is reserved, and returns when the worker is ready. A hub that stops waits for the starts that are
    /// under way.</summary>
    private async Task StartWorkerAsync(HubSite site, TimeSpan pause, CancellationToken cancellationToken)
    {
        WorkerStart start;
        lock (_gate)
        {
            start = new WorkerStart(site, $"worker-{++_named}");
            _underWay.Add(start);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        try
        {
            // Reserved before the hub stopped, it is told like one that was under way.
            limit.Token.ThrowIfCancellationRequested();
            await PauseAsync(site, pause, limit.Token).OnLibraryThreads();
            await SizeAsync(site, limit.Token).OnLibraryThreads();
            if (!IsSurplus(site))
            {
                await StartWorkerAsync(start, limit.Token).OnLibraryThreads();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw EndedWhileOpening();
        }
        finally
        {
            lock (_gate)
            {
                EndStart_NeedsLock(start);
            }
        }
    }

    private async Task SizeAsync(HubSite site, CancellationToken cancellationToken)
    {
        if (site.IsUnsized)
        {
            int offered = await site.Launcher.OfferAsync(cancellationToken).OnLibraryThreads();
            lock (_gate)
            {
                if (site.IsUnsized && !_isStopped)
                {
                    site.IsUnsized = false;
                    site.Offered = offered;
                    Allot_NeedsLock(site);
                }
            }
        }
    }

    /// <summary>A start may have been reserved before anybody knew that the place has no room for it.</summary>
    private bool IsSurplus(HubSite site)
    {
        lock (_gate)
        {
            return !_isStopped && LiveWorkers_NeedsLock(site) > site.Wanted;
        }
    }

    private void EndStart_NeedsLock(WorkerStart start)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (!start.IsOver)
        {
            start.IsOver = true;
            _underWay.Remove(start);
            start.Site.Starting--;
            CountStartEnded_NeedsLock();
        }
    }

    private void CountStartEnded_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (--_starting == 0)
        {
            _startsEnded?.TrySetResult();
        }
    }

    private int SiblingsIn(HubSite site)
    {
        lock (_gate)
        {
            return site.Wanted;
        }
    }

    private PoolOpenException EndedWhileOpening() => new($"Pool '{_options.Name}' was ended while its workers were starting.");

    private async Task StartWorkerAsync(WorkerStart start, CancellationToken cancellationToken)
    {
        string name = start.Name;
        var greeted = new TaskCompletionSource<HubWorker>();
        var launchedSource = new TaskCompletionSource<LaunchedWorker>();
        string token = _door.Expect(
            (transport, reader, hello) => GreetLaunched(start, launchedSource.Task, transport, reader, hello, greeted));
        LaunchedWorker launched;
        try
        {
            launched = await start.Site.Launcher.LaunchAsync(
                new LaunchRequest(name, token, SiblingsIn(start.Site)), cancellationToken).OnLibraryThreads();
            start.Launched = launched;
            launchedSource.SetResult(launched);
        }
        catch (Exception error)
        {
            _door.Forget(token);

            // It may have come in already, and its reading thread waits to know whose it is.
            launchedSource.SetException(error);
            throw;
        }

        try
        {
            await AwaitReadyAsync(name, launched, greeted.Task, cancellationToken).OnLibraryThreads();
        }
        catch
        {
            _door.Forget(token);
            await launched.DisposeAsync().OnLibraryThreads();
            throw;
        }
    }

    /// <summary>Waits for what comes first: the worker is ready, its set-up fails, it ends, or its time is up.</summary>
    private async Task AwaitReadyAsync(string name, LaunchedWorker launched, Task<HubWorker> greeted, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.StartTimeout, LibraryTime.Shared);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        Task<WorkerExit> exited = launched.Exited;
        try
        {
            if (await Task.WhenAny(greeted, exited).WaitAsync(limit.Token).OnLibraryThreads() == greeted)
            {
                // Greeted, it answers for itself: a set-up that fails, and an end before it is ready, both end this task.
                await (await greeted.OnLibraryThreads()).Ready.Task.WaitAsync(limit.Token).OnLibraryThreads();
                return;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PoolOpenException($"{name} on {launched.Host} was started and did not become ready within {_options.StartTimeout}. Raise PoolOptions.OpenTimeout if this machine is busy.");
        }

        throw StartFailure(name, launched.Host, await exited.OnLibraryThreads());
    }

    private static PoolOpenException StartFailure(string name, string host, WorkerExit exit)
    {
        // A host that cannot start its runtime exits with a code that the system does not tell from a signal.
        string how = exit switch
        {
            { IsByPool: true } => "was ended by its pool",
            { Signal: 9 } => "was ended by signal 9, or exited with code 137,",
            { Signal: { } signal } => $"was ended by signal {signal}",
            _ => $"exited with code {exit.ExitCode}",
        };
        string words = exit.LastErrorLines.Count == 0
            ? " It said nothing."
            : $" It said:{Environment.NewLine}{string.Join(Environment.NewLine, exit.LastErrorLines.Select(Visible.Text))}";
        return new PoolOpenException($"{name} on {host} {how} before it was ready.{words}{Environment.NewLine}Check the limits of {host} on processes, threads and memory.")
        {
            IsPassing = exit is { Signal: not null, IsByPool: false },
        };
    }

    /// <summary>A launched worker has shown its token. From here on this thread reads what it says.</summary>
    private void GreetLaunched(WorkerStart start, Task<LaunchedWorker> launched, Transport transport, FrameReader reader, Hello hello, TaskCompletionSource<HubWorker> greeted)
    {
        try
        {
            Greet(start, launched.GetAwaiter().GetResult(), transport, reader, hello, greeted);
        }
        catch (Exception error)
        {
            // A system without room for one more thread, for example. The caller that waits for the worker is told why it did not come.
            greeted.TrySetException(new PoolOpenException(
                $"{start.Name} came, and could not be taken in: {error.Message.TrimEnd('.')}. Check the limits of this process on threads and memory.",
                error));
            transport.Close();
        }
    }

    private void Greet(WorkerStart start, LaunchedWorker launched, Transport transport, FrameReader reader, Hello hello, TaskCompletionSource<HubWorker> greeted)
    {
        string name = start.Name;
        var worker = new HubWorker(start, launched)
        {
            Transport = transport,
            Reader = reader,
            Unheard = new HandlerBacklog(_options.MostUnheard),
            Sender = new QueuedSender(transport, $"pathos hub sender {name}", sendsDirectly: !launched.SharesConnection),
        };
        worker.Answers = new AnswerQueue(worker.Sender, error => OnUnanswered(worker, error));
        if (new PeerBuild(hello.ProtocolVersion, hello.RuntimeVersion).DifferenceFor(name) is { } difference)
        {
            greeted.TrySetException(new PoolOpenException(difference));
            transport.Close();
            worker.Sender.Dispose();
            return;
        }

        bool isTooLate;
        lock (_gate)
        {
            isTooLate = _isStopped;
            if (!isTooLate)
            {
                _workers.Add(worker);
            }
        }

        if (isTooLate)
        {
            // Its start is being taken back, which ends the process.
            transport.Close();
            worker.Sender.Dispose();
            return;
        }

        greeted.TrySetResult(worker);
        worker.Sender.Enqueue([new Message(
            MessageKind.Welcome,
            0,
            new Welcome(
                name, launched.Cores, HeartbeatMilliseconds, _options.MaxMemoryPerWorker ?? 0, ForwardsOutput: true, _options.ResultsMayHoldCode, launched.PagePath,
                _options.Culture, _options.UICulture,
                launched.SharesFiles ? _options.Program.Here : _options.Program.Elsewhere),
            _options.Setup.Bytes,
            _options.Setup.Blocks)]);
        TellCancelledTokens(worker.Sender);
        Read(worker, turn: 0);
    }

    private int HeartbeatMilliseconds =>
        _options.HeartbeatTimeout == Timeout.InfiniteTimeSpan
            ? int.MaxValue
            : (int)Math.Max(1, _options.HeartbeatTimeout.TotalMilliseconds / 4);

    /// <summary>Tells a worker that has just joined what the others were told by events. It stands among the workers already: of a token
    /// that is cancelled from now on it hears like the others.</summary>
    private void TellCancelledTokens(QueuedSender sender)
    {
        IEnumerable<CancelTokens> runs = _options.CancelledTokens().SelectMany(static run => CancelTokens.Of(run.First, run.Count));
        Message[] cancelled = [.. runs.Select(static tokens => new Message(MessageKind.CancelTokens, 0, tokens))];
        if (cancelled.Length > 0)
        {
            sender.Enqueue(cancelled);
        }
    }

    private void BecomeReady(HubWorker worker)
    {
        List<Placement> placements;
        List<HubTask> dropped = [];
        lock (_gate)
        {
            if (worker.Ready.Task.IsCompleted)
            {
                throw new InvalidDataException("it says twice that it is ready");
            }

            // From here on it counts as a worker, and not as a start.
            EndStart_NeedsLock(worker.Start);

            // Its place may have left meanwhile. Then it was told to go, and is not given work.
            worker.State = worker.State == WorkerState.Starting ? WorkerState.Standby : worker.State;
            worker.TasksLeft = _options.MaxTasksPerWorker ?? int.MaxValue;
            worker.Site.FailedStarts = 0;
            worker.Site.Demand = new TaskCompletionSource();
            _broken = null;
            TellChange_NeedsLock();
            placements = Promote_NeedsLock(worker.Site, dropped);
            worker.Site.Server?.Helped.TrySetResult();

            // After failures one start at a time was made here; this one shows that all may come.
            if (worker.Site.Server is { } server)
            {
                Allot_NeedsLock(server);
            }

            StartMissing_NeedsLock(worker.Site, worker.Name);
        }

        Finish(placements, dropped);
        worker.Ready.TrySetResult();
        if (_options.Logger is { } logger)
        {
            LogJoined(logger, _options.Name, worker.Name);
        }
    }

    private int LiveWorkers_NeedsLock(HubSite site)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        return site.Starting + _workers.Count(worker => worker.Site == site && worker.State is (WorkerState.Ready or WorkerState.Standby));
    }
}
