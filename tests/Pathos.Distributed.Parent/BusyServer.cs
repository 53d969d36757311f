namespace Pathos.Distributed.Parent;

/// <summary>A server, or a machine that works for one, in a program whose whole thread pool is blocked for ever.</summary>
internal static class BusyServer
{
    // As pathos secret makes them: its keys take no time, and a search has only a second.
    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("UGF0aG9zIHRlc3RzIGFyZSBub3Qgc2VjcmV0ISEhIQA=");

    /// <param name="cacheFolder">Where the code of clients is kept.</param>
    /// <param name="discoveryPort">Where the server is looked for.</param>
    /// <param name="idleExit">After so many seconds without a client it ends; null for never.</param>
    public static int Serve(string cacheFolder, int discoveryPort, double? idleExit)
    {
        BlockThreadPool();
        PoolServer server = PoolServer.StartAsync(s_credentials, new PoolServerOptions
        {
            Workers = 0,
            CacheFolder = cacheFolder,
            DiscoveryPort = discoveryPort,
            IdleExit = idleExit is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        }).GetAwaiter().GetResult();
        Console.WriteLine(server.Address);
        server.Ended.Wait();
        Console.WriteLine("ended");
        Environment.Exit(0);
        return 0;
    }

    /// <param name="server">Where the server listens.</param>
    /// <param name="cacheFolder">Where the code of clients is kept.</param>
    public static int Work(string server, string cacheFolder)
    {
        BlockThreadPool();
        PoolHelper.RunAsync(server, s_credentials, new PoolHelperOptions { Workers = 1, Name = "busy", CacheFolder = cacheFolder }).Wait();
        return 0;
    }

    private static void BlockThreadPool()
    {
        int threads = Math.Max(4, Environment.ProcessorCount);
        ThreadPool.SetMinThreads(threads, threads);
        ThreadPool.SetMaxThreads(threads, threads);
        var allBegun = new Barrier(threads + 1);
        for (int i = 0; i < threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    allBegun.SignalAndWait();
                    Thread.Sleep(Timeout.Infinite);
                },
                null);
        }

        allBegun.SignalAndWait();
    }
}
