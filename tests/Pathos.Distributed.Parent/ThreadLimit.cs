namespace Pathos.Distributed.Parent;

/// <summary>Uses pools where this process may start no thread any more, after it was idle for long.</summary>
internal static class ThreadLimit
{
    // Longer than threads of the library wait for work before they end.
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(5);

    private static readonly MapOptions s_brief = new()
    {
        ItemTimeout = TimeSpan.FromMilliseconds(300), CancelGrace = TimeSpan.FromMilliseconds(100),
    };

    public static int Run()
    {
        Pool processes = Pool.Processes(1, new ProcessPoolOptions
        {
            Output = static line => Console.WriteLine(line.Text), HeartbeatTimeout = TimeSpan.FromMinutes(1),
        });
        Pool threads = Pool.Threads(1);
        processes.Pipe(static () => Console.WriteLine("warm"));
        Console.WriteLine(Say(() => threads.Pipe(static () => "warm")));
        Task<string> call = processes.PipeAsync(static () =>
        {
            Thread.Sleep(2 * s_idle);
            Console.WriteLine("a line");
            return "a result";
        });
        Thread.Sleep(s_idle);
        Limits.SetProcesses(1);

        Console.WriteLine(Say(() => call.GetAwaiter().GetResult()));
        Console.WriteLine(Say(() => threads.Pipe(
            static () =>
            {
                Thread.Sleep(Timeout.Infinite);
                return "";
            },
            s_brief)));
        Console.WriteLine(Say(() => threads.Pipe(static () => "another thread")));
        Console.Out.Flush();
        processes.Dispose();
        Console.WriteLine("disposed");
        return 0;
    }

    private static string Say(Func<string> call)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (error is PoolException or TimeoutException)
        {
            return error.GetType().Name;
        }
    }
}
