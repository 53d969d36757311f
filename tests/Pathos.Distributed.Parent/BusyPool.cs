namespace Pathos.Distributed.Parent;

/// <summary>A program to be killed: it opens a pool and keeps both workers busy for ever, one spinning and one asleep.</summary>
internal static class BusyPool
{
    /// <param name="folder">The folder of the ledger in which the workers write their process numbers.</param>
    /// <param name="open">Opens a pool of two workers.</param>
    public static int Run(string folder, Func<Pool> open)
    {
        var ledger = new FileLedger(folder);
        using Pool pool = open();
        pool.Map(
            spins =>
            {
                ledger.Add(Environment.ProcessId);
                while (spins)
                {
                }

                Thread.Sleep(Timeout.Infinite);
                return 0;
            },
            [true, false],
            new MapOptions { ChunkSize = 1 });
        return 1;
    }
}
