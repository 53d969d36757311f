using System.Reflection;
using Newtonsoft.Json.Linq;
using Pathos;

// No namespace, because a script loads this file too.

/// <summary>What every kind of program must be able to do with worker processes; each fact is told as a line that the tests compare.</summary>
public static class PoolFacts
{
    public static void Tell(Action<string> line)
    {
        using Pool pool = Pool.Processes(2);
        int factor = 3;

        Order[] orders = pool.Map(order => order with { Count = order.Count * factor }, [new Order("tea", 1), new Order("milk", 2)]);
        line($"orders={string.Join(", ", orders.Select(static order => $"{order.Name} {order.Count}"))}");

        line($"package={pool.Pipe(text => JObject.Parse(text)["depth"]!.Value<int>() * factor, "{ \"depth\": 14 }")}");

        int[] workers = pool.RunOnAllAsync(static () => Environment.ProcessId).GetAwaiter().GetResult();
        line($"processes={workers.Append(Environment.ProcessId).Distinct().Count()}");
        line($"entry={pool.Pipe(static () => Assembly.GetEntryAssembly()?.FullName) == Assembly.GetEntryAssembly()!.FullName}");
        line($"base directory={pool.Pipe(static () => AppContext.BaseDirectory) == AppContext.BaseDirectory}");
        line($"input={pool.Pipe(static () => Console.ReadLine() ?? "at its end")}");

        line($"nested={pool.Pipe(static () => Nested(20))}");

        try
        {
            pool.Pipe(static () => Fail("tea"));
        }
        catch (SoldOutException error)
        {
            line($"error={error.GetType().Name} {error.Article} {error.Message}");
            line($"remote stack={error.StackTrace!.Contains("PoolFacts.Fail", StringComparison.Ordinal)}");
        }
    }

    private static int Nested(int x)
    {
        using Pool inner = Pool.Processes(1);
        return inner.Pipe(y => y + x, 1);
    }

    private static int Fail(string article) => throw new SoldOutException(article);
}

public sealed record Order(string Name, int Count);

public sealed class SoldOutException(string article) : Exception($"There is no {article}.")
{
    public string Article { get; } = article;
}
