using System.Diagnostics;
using System.Globalization;

namespace Pathos.Stress.Tests;

/// <summary>Calls of every verb with data of many sizes, each checked against what it must return. Run side by side on one pool until the time is over.</summary>
internal sealed class Scenarios(Pool pool, int seed, Tally tally)
{
    /// <summary>Beyond this many elements an array crosses the wire as a block: this one is a megabyte.</summary>
    private const int Megabyte = (1 << 20) / sizeof(double);

    // Work that a batch of the smallest items does not finish before a killer comes by.
    private const int Spins = 2000;

    public sealed record Order(int Id, string Customer, decimal[] Prices);

    public sealed record Invoice(int Id, string Customer, decimal Total);

    private Func<Random, Task>[] All =>
    [
        MapInts, MapOrders, StreamInOrderWithBackPressure, StreamAsCompleted, OutcomesWithErrors, PipeMany, MapMegabytes, CancelOnTheWay,
    ];

    /// <summary>Runs every scenario over and over, each on a thread of its own.</summary>
    /// <param name="duration">How long new calls are begun.</param>
    /// <param name="tolerates">The exceptions that a call may end in; it counts as failed then. None by default.</param>
    public Task RunAsync(TimeSpan duration, Func<Exception, bool>? tolerates = null)
    {
        long startedAt = Stopwatch.GetTimestamp();
        return Task.WhenAll(All.Select((scenario, number) => Task.Run(async () =>
        {
            var random = new Random(unchecked((seed * 31) + number));
            while (Stopwatch.GetElapsedTime(startedAt) < duration)
            {
                try
                {
                    await scenario(random);
                }
                catch (Exception error) when (tolerates?.Invoke(error) == true)
                {
                    tally.CountFailed();
                }
            }
        })));
    }

    private async Task MapInts(Random random)
    {
        int count = random.Next(1, 3000);
        int salt = random.Next();
        int[] results = await Task.Run(() => pool.Map(x => Spin(x) + salt, Enumerable.Range(0, count)));
        tally.Take(count, results.Select((result, index) => ((long)index, result == Spin(index) + salt)));
    }

    private async Task MapOrders(Random random)
    {
        Order[] orders = [.. Enumerable.Range(0, random.Next(1, 200)).Select(id => new Order(id, new string('c', id % 50), [.. Enumerable.Range(0, id % 20).Select(static price => (decimal)price)]))];
        Invoice[] invoices = await pool.MapAsync(static order => new Invoice(order.Id, order.Customer, order.Prices.Sum()), orders);
        tally.Take(orders.Length, invoices.Select((invoice, index) => ((long)index, invoice == new Invoice(orders[index].Id, orders[index].Customer, orders[index].Prices.Sum()))));
    }

    private async Task StreamInOrderWithBackPressure(Random random)
    {
        int count = random.Next(1, 400);
        var options = new MapOptions { MaxInFlight = 16, ChunkSize = random.Next(1, 6) };
        List<string> texts = [];
        await foreach (string text in pool.MapInOrder(static x => string.Create(CultureInfo.InvariantCulture, $"<{x}:{new string('s', x % 300)}>"), Enumerable.Range(0, count), options))
        {
            texts.Add(text);
            if (texts.Count % 50 == 0)
            {
                // A consumer that is busy elsewhere: the window fills and the pool waits for it.
                await Task.Delay(random.Next(1, 10));
            }
        }

        tally.Take(count, texts.Select((text, index) => ((long)index, text == string.Create(CultureInfo.InvariantCulture, $"<{index}:{new string('s', index % 300)}>"))));
    }

    private async Task StreamAsCompleted(Random random)
    {
        int count = random.Next(1, 1000);
        int salt = random.Next(1, 1000);
        List<(int Item, long Result)> results = [];
        await foreach ((int Item, long Result) result in pool.MapAsCompleted(x => (Item: x, Result: (long)Spin(x) * salt), Enumerable.Range(0, count)))
        {
            results.Add(result);
        }

        tally.Take(count, results.Select(result => ((long)result.Item, result.Result == (long)Spin(result.Item) * salt)));
    }

    private async Task OutcomesWithErrors(Random random)
    {
        int count = random.Next(1, 500);
        List<Outcome<int>> outcomes = [];
        await foreach (Outcome<int> outcome in pool.MapOutcomes(
            static x => x % 17 == 3 ? throw new ArithmeticException(x.ToString(CultureInfo.InvariantCulture)) : Spin(x), Enumerable.Range(0, count)))
        {
            if (outcome.Failure is not (null or FailureKind.UserException))
            {
                // As it is thrown by other verbs: the run of scenarios says whether that may be.
                throw outcome.Error!;
            }

            outcomes.Add(outcome);
        }

        tally.Take(count, outcomes.Select(static outcome => (outcome.Index, outcome.Index % 17 == 3
            ? outcome.Error is ArithmeticException error && error.Message == outcome.Index.ToString(CultureInfo.InvariantCulture)
            : outcome.IsSuccess && outcome.Value == Spin((int)outcome.Index))));
    }

    private async Task PipeMany(Random random)
    {
        int count = random.Next(1, 60);
        int[] results = await Task.WhenAll(Enumerable.Range(0, count).Select(x => pool.PipeAsync(static (int y) => Spin(y), x)));
        tally.Take(count, results.Select(static (result, index) => ((long)index, result == Spin(index))));
    }

    private async Task MapMegabytes(Random random)
    {
        double[][] arrays = [.. Enumerable.Range(0, random.Next(1, 6)).Select(number => Filled(number + random.NextDouble()))];
        double[][] results = await pool.MapAsync(static array => Array.ConvertAll(array, static x => -x), arrays, new MapOptions { ChunkSize = 1 });
        tally.Take(arrays.Length, results.Select((result, index) => ((long)index, result.Length == Megabyte && Array.TrueForAll(result, value => value == -arrays[index][0]))));
    }

    private async Task CancelOnTheWay(Random random)
    {
        const int Count = 2000;
        using var cancel = new CancellationTokenSource();
        int stopAt = random.Next(1, Count / 2);
        List<(int Item, int Result)> results = [];
        try
        {
            await foreach ((int Item, int Result) result in pool.MapAsCompleted(static x => (Item: x, Result: Spin(x)), Enumerable.Range(0, Count), cancellationToken: cancel.Token))
            {
                results.Add(result);
                if (results.Count == stopAt)
                {
                    await cancel.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            tally.CountCancelled();
        }

        tally.Take(Count, results.Select(static result => ((long)result.Item, result.Result == Spin(result.Item))), isWhole: false);
    }

    private static double[] Filled(double value)
    {
        var array = new double[Megabyte];
        Array.Fill(array, value);
        return array;
    }

    private static int Spin(int x)
    {
        int value = x;
        for (int i = 0; i < Spins; i++)
        {
            value = unchecked((value * 31) + i);
        }

        return value;
    }
}
