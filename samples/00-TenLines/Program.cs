using Pathos;

int offset = 7;

foreach (string workers in new[] { "serial", "threads/2", "local/2" })
{
    await using Pool pool = Pool.Open(workers);
    int[] results = pool.Map(x => (x * x) + offset, Enumerable.Range(0, 1_000));
    Console.WriteLine($"{workers,-10} sum of {results.Length} results: {results.Sum()}");
}
