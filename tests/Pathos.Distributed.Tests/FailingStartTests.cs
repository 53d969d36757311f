
namespace Pathos.Distributed.Tests;

/// <summary>Workers that are ended before they are ready, for a while. The program that starts them is a script which kills itself while a file says so.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FailingStartTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Trouble => Path.Combine(_folder.Path, "trouble");

    private string Starts => Path.Combine(_folder.Path, "starts");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_FirstStartsAreKilled_OpensAllTheSame()
    {
        // Three starts end by a signal; the fourth finds no trouble left.
        File.WriteAllText(Trouble, "xxx");
        await using Pool pool = Pool.Processes(1, Options("sed -i 's/x//' \"$trouble\"; [ -s \"$trouble\" ] || rm \"$trouble\"; kill -9 $$"));

        Assert.Equal(2, await pool.PipeAsync(static () => 1 + 1).Soon());
        Assert.False(File.Exists(Trouble));
    }

    [Fact]
    public async Task Successors_CannotBeStartedForAWhile_CallsSayWhyAndLaterCallsWorkAgain()
    {
        await using Pool pool = Pool.Processes(1, Options("kill -9 $$"));
        await pool.ReadyAsync().Soon();
        File.WriteAllText(Trouble, "");
        await Assert.ThrowsAsync<WorkerLostException>(() => pool.PipeAsync(static () => Environment.Exit(3), new MapOptions { Retry = RetryPolicy.None }).Soon());

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => pool.PipeAsync(static () => 1).Soon());
        PoolOpenException again = await Assert.ThrowsAsync<PoolOpenException>(() => pool.RunOnAllAsync(static () => 1).Soon());
        File.Delete(Trouble);

        Assert.Contains("signal 9", error.Message, StringComparison.Ordinal);
        Assert.Contains("signal 9", again.Message, StringComparison.Ordinal);
        Assert.Equal(2, await pool.PipeAsync(static () => 1 + 1).Soon());
        Assert.Single(await pool.RunOnAllAsync(static () => 3).Soon());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Successor_CannotBeStartedForAWhileAndAnotherWorkerLives_ComesWithALaterCall(bool isOnAll)
    {
        await using Pool pool = Pool.Processes(2, Options($"echo x >> '{Starts}'; kill -9 $$"));
        await pool.ReadyAsync().Soon();
        File.WriteAllText(Trouble, "");
        var once = new MapOptions { Retry = RetryPolicy.None };
        await Assert.ThrowsAsync<WorkerLostException>(() => pool.PipeAsync(static () => Environment.Exit(3), once).Soon());

        // After five failed starts in a row none is made any more by itself.
        await FileGate.PollAsync(() => File.Exists(Starts) && File.ReadAllLines(Starts).Length >= 5, "five starts to fail");
        await Task.Delay(TestTimeouts.Quiet);
        File.Delete(Trouble);

        if (isOnAll)
        {
            int[] answers = await pool.RunOnAllAsync(static () => 3).Soon();
            Assert.Equal([3, 3], answers);
        }
        else
        {
            // Neither ends before both are there, so each needs a worker to itself.
            FileLedger begun = _folder.Ledger("begun");
            int[] met = await pool.MapAsync(x => Meet(begun, x), [1, 2], new MapOptions { ChunkSize = 1 }).Soon();
            Assert.Equal([1, 2], met);
        }
    }

    private static int Meet(FileLedger begun, int item)
    {
        begun.Add(item);
        while (begun.Count < 2)
        {
            Thread.Sleep(1);
        }

        return item;
    }

    private ProcessPoolOptions Options(string inTrouble)
    {
        string script = Path.Combine(_folder.Path, "dotnet");
        File.WriteAllText(script, $"#!/bin/sh\ntrouble='{Trouble}'\nif [ -e \"$trouble\" ]; then {inTrouble}; fi\nexec '{Environment.ProcessPath}' \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new ProcessPoolOptions { DotnetPath = script };
    }
}
