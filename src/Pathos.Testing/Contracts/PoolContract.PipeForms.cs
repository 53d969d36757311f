using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task Pipe_NoneToFourArguments_EveryKindOfFunction()
    {
        Pool pool = Open();
        int k = 7;

        Assert.Equal(0 + k, await Blocking(() => pool.Pipe(() => k)));
        Assert.Equal(0 + k, await Blocking(() => pool.Pipe(async () =>
            {
                await Task.Yield();
                return k;
            })));
        Assert.Equal(0 + k, await Blocking(() => pool.Pipe(() => new ValueTask<int>(k))));
        Assert.Equal(1 + k, await Blocking(() => pool.Pipe(a => a + k, 1)));
        Assert.Equal(1 + k, await Blocking(() => pool.Pipe(async a =>
            {
                await Task.Yield();
                return a + k;
            }, 1)));
        Assert.Equal(1 + k, await Blocking(() => pool.Pipe(a => new ValueTask<int>(a + k), 1)));
        Assert.Equal(21 + k, await Blocking(() => pool.Pipe((a, b) => a + b + k, 1, 20)));
        Assert.Equal(21 + k, await Blocking(() => pool.Pipe(async (a, b) =>
            {
                await Task.Yield();
                return a + b + k;
            }, 1, 20)));
        Assert.Equal(21 + k, await Blocking(() => pool.Pipe((a, b) => new ValueTask<int>(a + b + k), 1, 20)));
        Assert.Equal(321 + k, await Blocking(() => pool.Pipe((a, b, c) => a + b + c + k, 1, 20, 300)));
        Assert.Equal(321 + k, await Blocking(() => pool.Pipe(async (a, b, c) =>
            {
                await Task.Yield();
                return a + b + c + k;
            }, 1, 20, 300)));
        Assert.Equal(321 + k, await Blocking(() => pool.Pipe((a, b, c) => new ValueTask<int>(a + b + c + k), 1, 20, 300)));
        Assert.Equal(4321 + k, await Blocking(() => pool.Pipe((a, b, c, d) => a + b + c + d + k, 1, 20, 300, 4000)));
        Assert.Equal(4321 + k, await Blocking(() => pool.Pipe(async (a, b, c, d) =>
            {
                await Task.Yield();
                return a + b + c + d + k;
            }, 1, 20, 300, 4000)));
        Assert.Equal(4321 + k, await Blocking(() => pool.Pipe((a, b, c, d) => new ValueTask<int>(a + b + c + d + k), 1, 20, 300, 4000)));
    }

    [Fact]
    public async Task PipeAsync_ALoopChangesWhatItsFunctionCaptured_EveryCallSeesTheValueOfItsTime()
    {
        Pool pool = Open();
        int captured = 0;
        string text = "";
        List<string> seen = [];

        for (int i = 0; i < 12; i++)
        {
            // Every third time: a function that comes again unchanged is not sent again, and one that changed must be.
            captured += i % 3 == 0 ? 1 : 0;
            text += i % 4 == 3 ? "x" : "";
            seen.Add(await Background(() => pool.PipeAsync(x => $"{x}:{captured}{text}", i)));
        }

        AssertItems(["0:1", "1:1", "2:1", "3:2x", "4:2x", "5:2x", "6:3x", "7:3xx", "8:3xx", "9:4xx", "10:4xx", "11:4xxx"], seen);
    }

    [Fact]
    public async Task Pipe_NoneToFourArguments_EveryKindOfAction()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        await Blocking(() => pool.Pipe(() => ledger.Add(0)));
        await Blocking(() => pool.Pipe(async () =>
            {
                await Task.Yield();
                ledger.Add(0);
            }));
        await Blocking(() => pool.Pipe(() =>
            {
                ledger.Add(0);
                return ValueTask.CompletedTask;
            }));
        await Blocking(() => pool.Pipe(a => ledger.Add(a), 1));
        await Blocking(() => pool.Pipe(async a =>
            {
                await Task.Yield();
                ledger.Add(a);
            }, 1));
        await Blocking(() => pool.Pipe(a =>
            {
                ledger.Add(a);
                return ValueTask.CompletedTask;
            }, 1));
        await Blocking(() => pool.Pipe((a, b) => ledger.Add(a + b), 1, 20));
        await Blocking(() => pool.Pipe(async (a, b) =>
            {
                await Task.Yield();
                ledger.Add(a + b);
            }, 1, 20));
        await Blocking(() => pool.Pipe((a, b) =>
            {
                ledger.Add(a + b);
                return ValueTask.CompletedTask;
            }, 1, 20));
        await Blocking(() => pool.Pipe((a, b, c) => ledger.Add(a + b + c), 1, 20, 300));
        await Blocking(() => pool.Pipe(async (a, b, c) =>
            {
                await Task.Yield();
                ledger.Add(a + b + c);
            }, 1, 20, 300));
        await Blocking(() => pool.Pipe((a, b, c) =>
            {
                ledger.Add(a + b + c);
                return ValueTask.CompletedTask;
            }, 1, 20, 300));
        await Blocking(() => pool.Pipe((a, b, c, d) => ledger.Add(a + b + c + d), 1, 20, 300, 4000));
        await Blocking(() => pool.Pipe(async (a, b, c, d) =>
            {
                await Task.Yield();
                ledger.Add(a + b + c + d);
            }, 1, 20, 300, 4000));
        await Blocking(() => pool.Pipe((a, b, c, d) =>
            {
                ledger.Add(a + b + c + d);
                return ValueTask.CompletedTask;
            }, 1, 20, 300, 4000));
        AssertItems(["0", "0", "0", "1", "1", "1", "21", "21", "21", "321", "321", "321", "4321", "4321", "4321"], ledger.Entries);
    }

    [Fact]
    public async Task PipeAsync_NoneToFourArguments_EveryKindOfFunction()
    {
        Pool pool = Open();
        int k = 7;

        Assert.Equal(0 + k, await Background(() => pool.PipeAsync(() => k)));
        Assert.Equal(0 + k, await Background(() => pool.PipeAsync(async () =>
            {
                await Task.Yield();
                return k;
            })));
        Assert.Equal(0 + k, await Background(() => pool.PipeAsync(() => new ValueTask<int>(k))));
        Assert.Equal(1 + k, await Background(() => pool.PipeAsync(a => a + k, 1)));
        Assert.Equal(1 + k, await Background(() => pool.PipeAsync(async a =>
            {
                await Task.Yield();
                return a + k;
            }, 1)));
        Assert.Equal(1 + k, await Background(() => pool.PipeAsync(a => new ValueTask<int>(a + k), 1)));
        Assert.Equal(21 + k, await Background(() => pool.PipeAsync((a, b) => a + b + k, 1, 20)));
        Assert.Equal(21 + k, await Background(() => pool.PipeAsync(async (a, b) =>
            {
                await Task.Yield();
                return a + b + k;
            }, 1, 20)));
        Assert.Equal(21 + k, await Background(() => pool.PipeAsync((a, b) => new ValueTask<int>(a + b + k), 1, 20)));
        Assert.Equal(321 + k, await Background(() => pool.PipeAsync((a, b, c) => a + b + c + k, 1, 20, 300)));
        Assert.Equal(321 + k, await Background(() => pool.PipeAsync(async (a, b, c) =>
            {
                await Task.Yield();
                return a + b + c + k;
            }, 1, 20, 300)));
        Assert.Equal(321 + k, await Background(() => pool.PipeAsync((a, b, c) => new ValueTask<int>(a + b + c + k), 1, 20, 300)));
        Assert.Equal(4321 + k, await Background(() => pool.PipeAsync((a, b, c, d) => a + b + c + d + k, 1, 20, 300, 4000)));
        Assert.Equal(4321 + k, await Background(() => pool.PipeAsync(async (a, b, c, d) =>
            {
                await Task.Yield();
                return a + b + c + d + k;
            }, 1, 20, 300, 4000)));
        Assert.Equal(4321 + k, await Background(() => pool.PipeAsync((a, b, c, d) => new ValueTask<int>(a + b + c + d + k), 1, 20, 300, 4000)));
    }

    [Fact]
    public async Task PipeAsync_NoneToFourArguments_EveryKindOfAction()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        await Background(() => pool.PipeAsync(() => ledger.Add(0)));
        await Background(() => pool.PipeAsync(async () =>
            {
                await Task.Yield();
                ledger.Add(0);
            }));
        await Background(() => pool.PipeAsync(() =>
            {
                ledger.Add(0);
                return ValueTask.CompletedTask;
            }));
        await Background(() => pool.PipeAsync(a => ledger.Add(a), 1));
        await Background(() => pool.PipeAsync(async a =>
            {
                await Task.Yield();
                ledger.Add(a);
            }, 1));
        await Background(() => pool.PipeAsync(a =>
            {
                ledger.Add(a);
                return ValueTask.CompletedTask;
            }, 1));
        await Background(() => pool.PipeAsync((a, b) => ledger.Add(a + b), 1, 20));
        await Background(() => pool.PipeAsync(async (a, b) =>
            {
                await Task.Yield();
                ledger.Add(a + b);
            }, 1, 20));
        await Background(() => pool.PipeAsync((a, b) =>
            {
                ledger.Add(a + b);
                return ValueTask.CompletedTask;
            }, 1, 20));
        await Background(() => pool.PipeAsync((a, b, c) => ledger.Add(a + b + c), 1, 20, 300));
        await Background(() => pool.PipeAsync(async (a, b, c) =>
            {
                await Task.Yield();
                ledger.Add(a + b + c);
            }, 1, 20, 300));
        await Background(() => pool.PipeAsync((a, b, c) =>
            {
                ledger.Add(a + b + c);
                return ValueTask.CompletedTask;
            }, 1, 20, 300));
        await Background(() => pool.PipeAsync((a, b, c, d) => ledger.Add(a + b + c + d), 1, 20, 300, 4000));
        await Background(() => pool.PipeAsync(async (a, b, c, d) =>
            {
                await Task.Yield();
                ledger.Add(a + b + c + d);
            }, 1, 20, 300, 4000));
        await Background(() => pool.PipeAsync((a, b, c, d) =>
            {
                ledger.Add(a + b + c + d);
                return ValueTask.CompletedTask;
            }, 1, 20, 300, 4000));
        AssertItems(["0", "0", "0", "1", "1", "1", "21", "21", "21", "321", "321", "321", "4321", "4321", "4321"], ledger.Entries);
    }
}
