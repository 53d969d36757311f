using System.Diagnostics;

namespace Pathos.Scale.Scenarios;

/// <summary>How throughput changes with the size of chunks, the number of workers and the size of items; what starting costs, and what memory.</summary>
internal sealed class Curves : Scenario
{
    private static readonly int[] s_chunks = [1, 4, 16, 64, 256, 1024, 4096, 65536];
    private static readonly int[] s_workers = [1, 2, 4, 8, 16, 32, 64];
    private static readonly int[] s_payloads = [8, 1024, 32 << 10, 256 << 10, 2 << 20, 16 << 20];

    public override string Name => "curves";

    public override string Description => "throughput by chunk size, workers and payload; start-up; memory";

    public override IReadOnlyList<Measure> Run(Settings settings) => [.. ByChunkSize(settings), .. ByWorkers(settings), .. ByPayload(settings)];

    private static IEnumerable<Measure> ByChunkSize(Settings settings)
    {
        using Pool pool = Pool.Processes(Settings.Workers);
        int offset = 7;
        foreach (int chunk in s_chunks)
        {
            int[] items = [.. Enumerable.Range(0, (int)Math.Min(1_000_000, (long)settings.Count(40_000, 4_000) * chunk))];
            var options = new MapOptions { ChunkSize = chunk };
            double seconds = MedianOf(settings, () => pool.Map(x => x * x + offset, items, options));
            yield return Point($"Tasks of ints, chunks of {chunk}", Figure.PerSecond(items.Length / seconds));
        }
    }

    private static IEnumerable<Measure> ByWorkers(Settings settings)
    {
        int offset = 7;
        foreach (int workers in s_workers)
        {
            long start = Clock.Now;
            using Pool pool = Pool.Processes(workers);
            pool.ReadyAsync().GetAwaiter().GetResult();
            double startSeconds = Clock.SecondsSince(start);

            int[] items = [.. Enumerable.Range(0, settings.Count(200_000, 20_000))];
            var options = new MapOptions { ChunkSize = 64 };
            double seconds = MedianOf(settings, () => pool.Map(x => x * x + offset, items, options));
            yield return Point($"Start of {workers} workers, all ready", Figure.Seconds(startSeconds));
            yield return Point($"Tasks of ints in chunks of 64, {workers} workers", Figure.PerSecond(items.Length / seconds));
            if (workers is 2 or 64)
            {
                long[] memory = pool.RunOnAllAsync(static () => Environment.WorkingSet).GetAwaiter().GetResult();

                // What other scenarios left in this process is not the hub's.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                using Process hub = Process.GetCurrentProcess();
                yield return Point($"Resident memory of one of {workers} workers", Figure.Bytes(Median.Of([.. memory.Select(static bytes => (double)bytes)])));
                yield return Point($"Resident memory of the program with the hub of {workers} workers", Figure.Bytes(hub.WorkingSet64));
            }
        }
    }

    private static IEnumerable<Measure> ByPayload(Settings settings)
    {
        using Pool pool = Pool.Processes(Settings.Workers);
        foreach (int bytes in s_payloads)
        {
            int count = (int)Math.Clamp(settings.Count(128, 16) * (1L << 20) / bytes, 8, 200_000);
            byte[][] items = [.. Enumerable.Range(0, count).Select(_ => new byte[bytes])];
            double seconds = MedianOf(settings, () => pool.Map(static item => item, items));
            yield return Point($"Bytes there and back, items of {Size(bytes)}", Figure.BytesPerSecond(2.0 * count * bytes / seconds));
        }
    }

    private static double MedianOf(Settings settings, Action run)
    {
        run();
        return Median.Of([.. Enumerable.Range(0, settings.Count(5, 1)).Select(_ => Clock.Time(run))]);
    }

    private static Measure Point(string name, Figure figure) => new(name, figure, null, Budget.None) { IsPoint = true };

    private static string Size(int bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1 << 20 => $"{bytes >> 10} KiB",
        _ => $"{bytes >> 20} MiB",
    };
}
