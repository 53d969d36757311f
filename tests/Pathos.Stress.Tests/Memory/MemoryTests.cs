namespace Pathos.Stress.Tests;

/// <summary>Memory that runs out, in workers and in the parent.</summary>
public sealed class MemoryTests
{
    // 128 MB and 300 MB, in the hexadecimal form that the runtime reads.
    private const string SmallHeap = "0x8000000";
    private const string ParentsHeap = "0x12C00000";

    private static readonly ProcessPoolOptions s_smallWorkers = new()
    {
        Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_GCHeapHardLimit"] = SmallHeap },
        Output = static _ => { },
    };

    [Fact]
    public async Task Task_RunsOutOfMemory_CallerGetsThatErrorAndThePoolGoesOn()
    {
        await using Pool pool = Pool.Processes(1, s_smallWorkers);
        int process = await pool.PipeAsync(static () => Environment.ProcessId).Soon();

        await Assert.ThrowsAsync<OutOfMemoryException>(() => pool.MapAsync(static x => new byte[x].Length, [1 << 30]).Soon());

        Assert.Equal(process, await pool.PipeAsync(static () => Environment.ProcessId).Soon());
    }

    [Fact]
    public async Task Argument_DoesNotFitIntoTheWorker_CallerGetsThatErrorAndThePoolGoesOn()
    {
        await using Pool pool = Pool.Processes(1, s_smallWorkers);
        int process = await pool.PipeAsync(static () => Environment.ProcessId).Soon();

        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => pool.MapAsync(static x => x.Length, new[] { new byte[256 << 20] }).Soon());

        Assert.True(error is OutOfMemoryException, $"{error}");
        Assert.Equal(process, await pool.PipeAsync(static () => Environment.ProcessId).Soon());
    }

    [Fact]
    public async Task Worker_DiesOfItsMemory_CallerGetsWorkerLostAndThePoolGoesOn()
    {
        await using Pool pool = Pool.Processes(1, s_smallWorkers);

        // On a thread that nobody guards the error ends the process, as the kernel does when the machine has no more.
        WorkerLostException error = await Assert.ThrowsAsync<WorkerLostException>(() => pool.PipeAsync(
            static () =>
            {
                var thread = new Thread(static () => GC.KeepAlive(Enumerable.Range(0, 1000).Select(static _ => new byte[1 << 20]).ToArray()));
                thread.Start();
                thread.Join();
            },
            new MapOptions { Retry = RetryPolicy.None }).Soon());

        Assert.Contains(error.LastErrorLines, static line => line.Contains("memory", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(4, await pool.PipeAsync(static () => 4).Soon());
    }

    [Theory]
    [InlineData("array")]
    [InlineData("text")]
    public async Task Result_DoesNotFitIntoTheParent_CallerGetsThatErrorAndThePoolGoesOn(string kind)
    {
        using var program = new ParentProgram();

        string said = await program.RunAsync([], ["oversized", kind], new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_GCHeapHardLimit"] = ParentsHeap });

        Assert.All(["OutOfMemoryException: ", "no memory for", "sum 4950", "outcomes -1 1 3", "exit 0"], part => Assert.True(said.Contains(part, StringComparison.Ordinal), $"Not '{part}' but: {said}"));
    }
}
