namespace Pathos.Distributed.Parent;

/// <summary>Asks for results that this process has no memory for: it is started with a limit on its heap, which its workers do not have.</summary>
internal static class OversizedResults
{
    private const int Elements = 60_000_000;

    public static async Task<int> RunAsync(string kind)
    {
        await using Pool pool = Pool.Processes(2, new ProcessPoolOptions
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_GCHeapHardLimit"] = null },
        });
        try
        {
            int length = kind == "array"
                ? (await pool.MapAsync(static x => new double[x], [Elements])).Length
                : (await pool.MapAsync(static x => new string('x', x), [Elements * 4])).Length;
            Console.WriteLine($"length {length}");
        }
        catch (Exception error)
        {
            Console.WriteLine($"{error.GetType().Name}: {error.Message}");
        }

        // The failed call alone is over: the pool works, and other items of a call with such a result arrive.
        Console.WriteLine($"sum {(await pool.MapAsync(static x => x, Enumerable.Range(0, 100))).Sum()}");
        List<int> lengths = [];
        await foreach (Outcome<double[]> outcome in pool.MapOutcomes(static x => new double[x], [1, Elements, 3], new MapOptions { ChunkSize = 3 }))
        {
            lengths.Add(outcome.IsSuccess ? outcome.Value.Length : -1);
        }

        Console.WriteLine($"outcomes {string.Join(' ', lengths.Order())}");
        return 0;
    }
}
