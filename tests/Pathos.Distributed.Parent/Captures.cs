using System.Globalization;

namespace Pathos.Distributed.Parent;

/// <summary>Calls functions that captured much, and tells what it cost: "client" and the megabytes that this process grew by, "workers" and
/// what the largest of them holds.</summary>
internal static class Captures
{
    private const int Megabyte = 1 << 20;

    public static async Task<int> RunAsync(string kind, int megabytes)
    {
        await using Pool pool = Pool.Processes(2);
        await pool.ReadyAsync();

        // What a first call costs is not asked here.
        double[] few = Numbers(Megabyte * 4);
        pool.Map(x => few[x], Enumerable.Range(0, 8));
        switch (kind)
        {
            case "held":
                MapHeld(pool, megabytes);
                break;
            case "held-async":
                await MapHeldAsync(pool, megabytes);
                break;
            case "broadcasts":
                MapBroadcasts(pool, megabytes);
                break;
            default:
                MapMany(pool, megabytes);
                break;
        }

        long[] workers = await pool.RunOnAllAsync(static () => GC.GetTotalMemory(forceFullCollection: true));
        Console.WriteLine($"workers {workers.Max() / Megabyte}");
        return 0;
    }

    /// <summary>One large array, captured by call after call.</summary>
    private static void MapHeld(Pool pool, int megabytes)
    {
        double[] array = Numbers(megabytes * Megabyte);
        long before = Resident("VmRSS:");
        for (int call = 0; call < 8; call++)
        {
            Check(pool.Map(x => array[x], Enumerable.Range(0, 8)));
        }

        Tell(Resident("VmHWM:") - before);
        GC.KeepAlive(array);
    }

    /// <summary>The same where the caller does not wait: the array is copied until the workers have it, and not after that.</summary>
    private static async Task MapHeldAsync(Pool pool, int megabytes)
    {
        double[] array = Numbers(megabytes * Megabyte);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int call = 0; call < 8; call++)
        {
            Check(await pool.MapAsync(x => array[x], Enumerable.Range(0, 8)));
        }

        Tell(GC.GetTotalAllocatedBytes(precise: true) - before);
        GC.KeepAlive(array);
    }

    /// <summary>Another array each time.</summary>
    private static void MapMany(Pool pool, int megabytes)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int call = 0; call < 100; call++)
        {
            double[] array = Numbers(megabytes * Megabyte);
            array[^1] = call;
            Check(pool.Map(x => array[x], Enumerable.Range(0, 8)));

            // Text lies in the payload itself, not beside it.
            string text = string.Create(CultureInfo.InvariantCulture, $"{new string('x', megabytes * Megabyte / 10)}{call}");
            Check(pool.Map(x => x + (text.Length * 0d), Enumerable.Range(0, 8)));
        }

        Tell(GC.GetTotalMemory(forceFullCollection: true) - before);
    }

    /// <summary>Another broadcast each time, of which nothing is left when its maps are over.</summary>
    private static void MapBroadcasts(Pool pool, int megabytes)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int call = 0; call < 30; call++)
        {
            MapBroadcast(pool, megabytes, call);
            GC.Collect();
        }

        Tell(GC.GetTotalMemory(forceFullCollection: true) - before);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void MapBroadcast(Pool pool, int megabytes, int call)
    {
        double[] array = Numbers(megabytes * Megabyte);
        array[^1] = call;
        Broadcast<double[]> shared = pool.Broadcast(array);
        Check(pool.Map(x => shared.Value[x], Enumerable.Range(0, 8)));
        Check(pool.Map(x => shared.Value[x] + 0, Enumerable.Range(0, 8)));
    }

    private static double[] Numbers(int bytes)
    {
        double[] numbers = new double[bytes / sizeof(double)];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = i;
        }

        return numbers;
    }

    private static void Check(double[] results)
    {
        if (!results.SequenceEqual(Enumerable.Range(0, 8).Select(static i => (double)i)))
        {
            throw new InvalidDataException($"The function gave {string.Join(' ', results)}.");
        }
    }

    private static void Tell(long bytes) => Console.WriteLine($"client {bytes / Megabyte}");

    private static long Resident(string name)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
