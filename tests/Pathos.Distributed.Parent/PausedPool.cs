namespace Pathos.Distributed.Parent;

/// <summary>A program to be stopped and continued while its pool works: a pause of the watcher is not the silence of a worker.</summary>
internal static class PausedPool
{
    private static readonly TimeSpan s_work = TimeSpan.FromSeconds(2);

    /// <param name="folder">The folder of the ledger in which each item says that it begins.</param>
    /// <param name="open">Opens a pool of two workers with a silence limit well below the pause.</param>
    /// <returns>0 when every result came.</returns>
    public static int Run(string folder, Func<Pool> open)
    {
        var begun = new FileLedger(folder);
        using Pool pool = open();
        int[] results = pool.Map(
            x =>
            {
                begun.Add(x);
                Thread.Sleep(s_work);
                return x;
            },
            [1, 2],
            new MapOptions { ChunkSize = 1, IsRepeatable = false });
        return results is [1, 2] ? 0 : 1;
    }
}
