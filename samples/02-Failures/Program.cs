// What a pool does when things go wrong: exceptions, retries, tolerated failures, every outcome by itself, and a worker that dies.
using Pathos;

await using Pool pool = Pool.Processes(2);

// 1. An exception arrives as its own type, and says which item it was.
try
{
    pool.Map(x => 100 / x, [5, 0, 2]);
}
catch (DivideByZeroException error)
{
    Console.WriteLine($"item {TaskData.IndexOf(error)} failed: {error.Message}");
}

// 2. Try again. The attempt is known inside the task; the first one of every third item fails here.
var stubborn = new MapOptions { Retry = new RetryPolicy { ExceptionRetries = 2, Delay = attempt => TimeSpan.FromMilliseconds(10 * attempt) } };
int[] doubled = pool.Map(x => TaskContext.Current.Attempt == 1 && x % 3 == 0 ? throw new IOException("not yet") : x * 2, Enumerable.Range(1, 9), stubborn);
Console.WriteLine($"after retries: {string.Join(' ', doubled)}");

// 3. Tolerate some failures: their results are left out. One more, and the map stops.
int[] parsed = pool.Map(int.Parse, ["1", "2", "three", "4"], new MapOptions { Errors = ErrorPolicy.Tolerate(1) });
Console.WriteLine($"tolerated one: {string.Join(' ', parsed)}");

// 4. Or run everything, and hear of every failure at the end.
try
{
    pool.Map(int.Parse, ["1", "two", "three", "4"], new MapOptions { Errors = ErrorPolicy.Complete });
}
catch (MapFailedException error)
{
    Console.WriteLine($"{error.Failures.Count} failed: items {string.Join(", ", error.Failures.Select(TaskData.IndexOf))}");
}

// 5. Or look at each item's outcome as it comes. Nothing is thrown.
await foreach (Outcome<int> outcome in pool.MapOutcomes(int.Parse, ["1", "two", "3"]))
{
    Console.WriteLine($"outcome {outcome.Index}: {(outcome.IsSuccess ? outcome.Value : outcome.Failure)}, {outcome.Attempts} attempt(s)");
}

// 6. A worker dies. The item that it was executing runs again on another; here it kills the first worker only.
int[] survived = pool.Map(x => Process(x, dies: x == 5 && TaskContext.Current.Attempt == 1), Enumerable.Range(1, 8));
Console.WriteLine($"one worker died, nothing is missing: {string.Join(' ', survived)}");

// 7. An item that ends every worker it meets is given up; the others are done.
await foreach (Outcome<int> outcome in pool.MapOutcomes(x => Process(x, dies: x == 2), Enumerable.Range(1, 3)))
{
    Console.WriteLine(outcome.IsSuccess ? $"outcome {outcome.Index}: {outcome.Value}" : $"outcome {outcome.Index}: {outcome.Error!.GetType().Name} after {outcome.Attempts} attempts");
}

static int Process(int x, bool dies)
{
    if (dies)
    {
        Environment.Exit(3);
    }

    return x * x;
}
