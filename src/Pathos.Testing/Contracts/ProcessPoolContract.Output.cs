using System.Collections.Concurrent;
using Xunit;

namespace Pathos;

public abstract partial class ProcessPoolContract
{
    [Fact]
    public async Task Output_ManyLines_AreHeardInOrderBeforeTheCallEnds()
    {
        const int Lines = 3000;
        var heard = new ConcurrentQueue<TaskOutput>();
        Pool pool = Open(workers: 2, new PoolOptions { Output = heard.Enqueue });
        Func<int, int> prints = static x =>
        {
            for (int line = 0; line < Lines; line++)
            {
                Console.WriteLine($"line {line}");
            }

            return x;
        };

        AssertItems([0, 1], await Blocking(() => pool.Map(prints, [0, 1], new MapOptions { ChunkSize = 1 })));
        TaskOutput[] ofMap = [.. heard];
        Assert.Equal(5, await Blocking(() => pool.Pipe(prints, 5)));
        TaskOutput[] all = [.. heard];

        Assert.All([0L, 1L], index => Assert.Equal(Enumerable.Range(0, Lines).Select(static line => $"line {line}"), ofMap.Where(line => line.Index == index).Select(static line => line.Text)));
        Assert.Equal(3 * Lines, all.Length);
    }

    [Fact]
    public async Task Output_HandlerUsesItsPool_IsAnOrdinaryCall()
    {
        Pool pool = null!;
        var heard = new ConcurrentQueue<int>();
        pool = Open(workers: 1, new PoolOptions
        {
            Output = line =>
            {
                if (line.Text == "ask")
                {
                    // The inner call prints too, and waits for no line: they wait for this handler.
                    heard.Enqueue(pool.Pipe(static () => Print("answered", 1)));
                    Array.ForEach(pool.Map(static x => Print("answered", x), [2, 3]), heard.Enqueue);
                }
            },
        });

        AssertItems([0], await Blocking(() => pool.Map(static x => Print("ask", x), [0])));

        AssertItems([1, 2, 3], heard);
    }

    [Fact]
    public async Task Output_HandlerNeverReturns_CallsAndDisposeEnd()
    {
        using var free = new ManualResetEventSlim();
        Pool pool = Open(workers: 1, new PoolOptions { Output = _ => free.Wait(TimeSpan.FromMinutes(5)) });

        for (int call = 0; call < 3; call++)
        {
            AssertItems([1, 2], await Blocking(() => pool.Map(static x => Print("nobody hears", x), [1, 2])));
            Assert.Equal(1, await Blocking(() => pool.Pipe(static () => Print("nobody hears", 1))));
        }

        await pool.DisposeAsync().Soon();
        free.Set();
    }

    private static int Print(string text, int result)
    {
        Console.WriteLine(text);
        return result;
    }
}
