// Streams in and streams out: inputs without end, results as they come, progress, and cancellation.
using System.Runtime.CompilerServices;
using Pathos;
using Pathos.Samples.Streams;

await using Pool pool = Pool.Processes(2);

// 1. An input without end. It is read only as far ahead as the workers need; leaving the loop stops everything.
await foreach (long square in pool.MapInOrder(x => x * x, Naturals()))
{
    Console.Write($"{square} ");
    if (square >= 100)
    {
        break;
    }
}

Console.WriteLine();

// 2. An input that arrives bit by bit, an async function of which several items are in flight on each worker, and results as they
//    finish, not as they came.
var overlapping = new MapOptions { ConcurrencyPerWorker = 16 };
await foreach (string finished in pool.MapAsCompleted(NameAfterAsync, ArrivingAsync([300, 10, 20, 30]), overlapping))
{
    Console.WriteLine($"finished: {finished}");
}

// 3. The same, with all results at once.
int[] waited = await pool.MapAsync(
    async milliseconds =>
    {
        await Task.Delay(milliseconds);
        return milliseconds;
    },
    Enumerable.Repeat(50, 32),
    overlapping);
Console.WriteLine($"{waited.Length} waits of {waited[0]} ms, side by side");

// 4. Progress: how far the map is, and what its tasks say about themselves.
var watched = new MapOptions { Name = "halving", ChunkSize = 1, Progress = new Watcher() };
await pool.MapAsync(HalveAsync, Enumerable.Range(1, 20), watched);

// 5. Cancellation reaches the tasks that run, too.
using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
try
{
    await pool.MapAsync(WaitForeverAsync, Enumerable.Range(0, 4), cancellationToken: patience.Token);
}
catch (OperationCanceledException)
{
    Console.WriteLine("cancelled, here and on the workers");
}

static IEnumerable<long> Naturals()
{
    for (long i = 1; ; i++)
    {
        yield return i;
    }
}

static async IAsyncEnumerable<int> ArrivingAsync(IEnumerable<int> items, [EnumeratorCancellation] CancellationToken cancellationToken = default)
{
    foreach (int item in items)
    {
        await Task.Delay(5, cancellationToken);
        yield return item;
    }
}

static async Task<string> NameAfterAsync(int milliseconds)
{
    await Task.Delay(milliseconds, TaskContext.Current.CancellationToken);
    return $"the one of {milliseconds} ms";
}

static async Task<double> HalveAsync(int x)
{
    TaskContext.Current.Report($"halving {x}");
    await Task.Delay(20, TaskContext.Current.CancellationToken);
    return x / 2.0;
}

static async Task<bool> WaitForeverAsync(int item)
{
    await Task.Delay(Timeout.Infinite, TaskContext.Current.CancellationToken);
    return item >= 0;
}
