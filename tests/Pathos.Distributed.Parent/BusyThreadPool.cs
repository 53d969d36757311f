namespace Pathos.Distributed.Parent;

/// <summary>A program whose thread pool is as small as it may be, and every thread of it is inside a blocking call of ours until all have
/// ended.</summary>
internal static class BusyThreadPool
{
    private static readonly MapOptions s_retrying = new() { Retry = new RetryPolicy { ExceptionRetries = 1, Delay = RetryPolicy.After(TimeSpan.FromMilliseconds(5)) } };

    private static readonly (string Name, Action<Pool> Verb)[] s_verbs =
    [
        ("Map", static pool => Expect(6, pool.Map(static x => x + 1, [0, 1, 2]).Sum())),
        ("Pipe", static pool => Expect(3, pool.Pipe(static x => x + 1, 2))),
        ("Map that fails", static pool => ExpectError<NotFiniteNumberException>(() => pool.Map<int, int>(static _ => throw new NotFiniteNumberException(), [1]))),
        ("Pipe that fails", static pool => ExpectError<NotFiniteNumberException>(() => pool.Pipe<int>(static () => throw new NotFiniteNumberException()))),
        ("Map that is tried again", static pool => Expect(2, pool.Map(static _ => SecondTry(), [1], s_retrying)[0])),
        ("Pipe that is tried again", static pool => Expect(2, pool.Pipe(static () => SecondTry(), s_retrying))),
        ("Map with a Timeout", static pool => ExpectError<TimeoutException>(() => pool.Map(static x => WaitForCancellation(), [1], new MapOptions { Timeout = TimeSpan.FromMilliseconds(50) }))),
        ("Map with an ItemTimeout", static pool => ExpectError<TimeoutException>(() => pool.Map(static x => WaitForCancellation(), [1], new MapOptions { ItemTimeout = TimeSpan.FromMilliseconds(50) }))),
        ("MapAsync", static pool => Expect(3, pool.MapAsync(static x => x + 1, [0, 1]).GetAwaiter().GetResult().Sum())),
        ("MapInOrder", static pool => Expect(45, pool.MapInOrder(static x => x, Enumerable.Range(0, 10)).ToBlockingEnumerable().Sum())),
        ("MapInOrder that is left early", static pool => Expect(0, pool.MapInOrder(static x => x, Enumerable.Range(0, 10)).ToBlockingEnumerable().First())),
        ("RunOnAllAsync", static pool => Expect(1, pool.RunOnAllAsync(static () => 1).GetAwaiter().GetResult()[0])),
    ];

    /// <summary>The same on a server of this program, which takes its clients when no thread is free any more.</summary>
    public static int RunOnServer()
    {
        var credentials = PoolCredentials.FromSecret("a secret that only this program knows");
        PoolServer server = PoolServer.StartAsync(credentials, new PoolServerOptions { Workers = 32, DiscoveryPort = null }).GetAwaiter().GetResult();
        return Run(
            options => Pool.Open(new RemotePoolOptions { LazyStart = options.LazyStart, Credentials = credentials }, [$"tcp://{server.Address}/2"]),
            workers: 2);
    }

    /// <param name="open">Opens a pool.</param>
    /// <param name="workers">How many workers it has, if they are processes that may die; 0 if not.</param>
    public static int Run(Func<PoolOptions, Pool> open, int workers = 0)
    {
        int threads = Math.Max(4, Environment.ProcessorCount);
        ThreadPool.SetMinThreads(threads, threads);
        ThreadPool.SetMaxThreads(threads, threads);
        using var allBegun = new Barrier(threads);
        using var allEnded = new Barrier(threads + 1);
        string[] at = new string[threads];
        var failures = new List<string>();

        // Opened by the first verb, when no thread is free any more.
        Pool pool = open(new PoolOptions { LazyStart = true });
        for (int i = 0; i < threads; i++)
        {
            int thread = i;
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    allBegun.SignalAndWait();
                    foreach ((string name, Action<Pool> verb) in s_verbs)
                    {
                        at[thread] = name;
                        Try(failures, name, () => verb(pool));
                    }

                    // Each ends a pool of its own, both ways.
                    at[thread] = "RunOnAllAsync without a worker";
                    Try(failures, at[thread], () => LoseOne(open, workers));
                    at[thread] = "Dispose";
                    Try(failures, "Dispose", () => EndAnother(open, static other => other.Dispose()));
                    at[thread] = "Terminate";
                    Try(failures, "Terminate", () => EndAnother(open, static other => other.Terminate()));
                    at[thread] = "the end";
                    allEnded.SignalAndWait();
                },
                null);
        }

        if (!allEnded.SignalAndWait(TestTimeouts.Unexpected))
        {
            failures.Add($"After {TestTimeouts.Unexpected} the threads are at: {string.Join(", ", at)}");
        }

        Console.WriteLine(failures.Count == 0 ? "all ended" : string.Join(Environment.NewLine, failures));
        Console.Out.Flush();
        Environment.Exit(failures.Count == 0 ? 0 : 1);
        return 0;
    }

    /// <summary>A call to every worker of a pool of its own, of which one has just died: it waits for the successor.</summary>
    private static void LoseOne(Func<PoolOptions, Pool> open, int workers)
    {
        if (workers > 0)
        {
            using Pool other = open(new PoolOptions());
            var once = new MapOptions { Retry = RetryPolicy.None };
            ExpectError<WorkerLostException>(() => other.Pipe(static () => Environment.Exit(3), once));
            Expect(workers, other.RunOnAllAsync(static () => 1).GetAwaiter().GetResult().Length);
        }
    }

    private static void EndAnother(Func<PoolOptions, Pool> open, Action<Pool> end)
    {
        Pool other = open(new PoolOptions());
        Expect(1, other.Pipe(static () => 1));
        end(other);
    }

    private static int SecondTry() => TaskContext.Current.Attempt == 1 ? throw new InvalidOperationException("again") : 2;

    private static int WaitForCancellation()
    {
        TaskContext.Current.CancellationToken.WaitHandle.WaitOne();
        throw new OperationCanceledException(TaskContext.Current.CancellationToken);
    }

    private static void Expect(int expected, int actual)
    {
        if (expected != actual)
        {
            throw new InvalidDataException($"{actual} instead of {expected}");
        }
    }

    private static void ExpectError<TError>(Action verb)
        where TError : Exception
    {
        try
        {
            verb();
        }
        catch (TError)
        {
            return;
        }

        throw new InvalidDataException($"no {typeof(TError).Name}");
    }

    private static void Try(List<string> failures, string name, Action verb)
    {
        try
        {
            verb();
        }
        catch (Exception error)
        {
            lock (failures)
            {
                failures.Add($"{name}: {error}");
            }
        }
    }
}
