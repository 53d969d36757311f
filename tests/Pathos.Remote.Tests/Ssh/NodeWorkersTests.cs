using Pathos.Launching;

namespace Pathos.Remote.Tests;

/// <summary>Which workers of a node stay, when their start and their end cross.</summary>
public sealed class NodeWorkersTests
{
    private const int Most = 2;

    private readonly NodeWorkers _workers = new(Most);
    private readonly Worker _worker = new();

    [Fact]
    public void Kill_WhileItStarts_ItDoesNotStay()
    {
        Assert.True(_workers.TryExpect(1));

        _workers.Kill(1);

        Assert.False(_workers.TryAdd(1, _worker));
        Assert.Null(_workers.Find(1));
    }

    [Fact]
    public void Kill_WhenItRuns_KillsThatOne()
    {
        var other = new Worker();
        Assert.True(_workers.TryExpect(1));
        Assert.True(_workers.TryExpect(2));
        Assert.True(_workers.TryAdd(1, _worker));
        Assert.True(_workers.TryAdd(2, other));

        _workers.Kill(1);

        Assert.Equal((true, false), (_worker.IsKilled, other.IsKilled));
    }

    [Fact]
    public async Task EndAll_WhileOneStarts_EndsThoseThatRunAndTheOtherDoesNotStay()
    {
        Assert.True(_workers.TryExpect(1));
        Assert.True(_workers.TryExpect(2));
        Assert.True(_workers.TryAdd(1, _worker));

        await _workers.EndAllAsync();

        Assert.True(_worker.IsDisposed);
        Assert.False(_workers.TryAdd(2, new Worker()));
    }

    [Fact]
    public void TryExpect_ANumberThatIsInUse_IsTheFaultOfWhoChoseIt()
    {
        Assert.True(_workers.TryExpect(1));
        Assert.Throws<InvalidDataException>(() => _workers.TryExpect(1));
        Assert.True(_workers.TryAdd(1, _worker));

        Assert.Throws<InvalidDataException>(() => _workers.TryExpect(1));
    }

    [Fact]
    public void TryExpect_AsManyAsThereMayBe_HasRoomWhenOneHasEnded()
    {
        Assert.True(_workers.TryExpect(1));
        Assert.True(_workers.TryAdd(1, _worker));
        Assert.True(_workers.TryExpect(2));
        _workers.Kill(2);

        // Its start is under way still: until that ends, it is a process like others.
        Assert.False(_workers.TryExpect(3));
        _worker.Exit.SetResult(WorkerExit.Unknown);

        Assert.True(_workers.TryExpect(3));
        Assert.Equal(3, _workers.Count);
    }

    private sealed class Worker : LaunchedWorker
    {
        public TaskCompletionSource<WorkerExit> Exit { get; } = new();

        public bool IsKilled { get; private set; }

        public bool IsDisposed { get; private set; }

        public override string Host => "here";

        public override int Cores => 1;

        public override int? ProcessId => null;

        public override string? PagePath => null;

        public override Task<WorkerExit> Exited => Exit.Task;

        public override (long BatchId, int Position)? ReadPosition() => null;

        public override void RememberErrorLine(string line) => throw new InvalidOperationException("It says nothing.");

        public override void Kill() => IsKilled = true;

        public override ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
