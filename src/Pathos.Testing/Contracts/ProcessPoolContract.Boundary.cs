using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Pathos;

public abstract partial class ProcessPoolContract
{
    private const int Parcels = 8;
    private const int TouchyOne = 3;

    /// <summary>Where code of the program throws while a value goes from process to process.</summary>
    public enum Crossing
    {
        ArgumentIsWritten,
        ArgumentIsRead,
        ResultIsWritten,
        ResultIsRead,
        ResultOfADisposedDocumentIsWritten,
    }

    [Theory]
    [InlineData(Crossing.ArgumentIsWritten, 1)]
    [InlineData(Crossing.ArgumentIsWritten, Parcels)]
    [InlineData(Crossing.ArgumentIsRead, 1)]
    [InlineData(Crossing.ArgumentIsRead, Parcels)]
    [InlineData(Crossing.ResultIsWritten, 1)]
    [InlineData(Crossing.ResultIsWritten, Parcels)]
    [InlineData(Crossing.ResultIsRead, 1)]
    [InlineData(Crossing.ResultIsRead, Parcels)]
    [InlineData(Crossing.ResultOfADisposedDocumentIsWritten, 1)]
    [InlineData(Crossing.ResultOfADisposedDocumentIsWritten, Parcels)]
    public async Task Boundary_CodeOfTheProgramThrows_ThatItemFailsOnceWithItsExceptionAndItsWorkerGoesOn(Crossing crossing, int chunkSize)
    {
        Pool pool = Open(workers: 1);
        FileLedger ledger = Folder().Ledger();
        bool isArgument = crossing is Crossing.ArgumentIsWritten or Crossing.ArgumentIsRead;
        object? argument = isArgument ? ContentFor(crossing) : null;
        IEnumerable<Parcel> parcels = [.. Enumerable.Range(0, Parcels).Select(x => new Parcel(x, x == TouchyOne ? argument : null, 0))];

        List<Outcome<Parcel>> outcomes = await pool.MapOutcomes(
            parcel =>
            {
                ledger.Add(parcel.Number);
                return new Parcel(parcel.Number, parcel.Number == TouchyOne ? ContentFor(crossing) : null, Environment.ProcessId);
            },
            parcels,
            new MapOptions { ChunkSize = chunkSize, IsRepeatable = false }).Collected();

        Outcome<Parcel> failed = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        Assert.Equal((TouchyOne, FailureKind.NotShippable, 1), (failed.Index, failed.Failure, failed.Attempts));
        if (crossing == Crossing.ResultOfADisposedDocumentIsWritten)
        {
            // No code of the program threw: the value itself is gone, and cannot travel.
            Assert.Contains(PlaceOf(crossing)!, Assert.IsType<NotShippableException>(failed.Error).Path, StringComparison.Ordinal);
        }
        else
        {
            Assert.IsType<TouchyException>(failed.Error);
            Assert.Equal(PlaceOf(crossing), TaskData.PathOf(failed.Error!));
        }

        Assert.Equal((long)TouchyOne, TaskData.IndexOf(failed.Error!));
        AssertItems(Enumerable.Range(0, Parcels).Where(static x => x != TouchyOne), outcomes.Where(static o => o.IsSuccess).Select(static o => o.Value.Number).Order());
        Assert.All(Enumerable.Range(0, Parcels), x => Assert.Equal((x, x == TouchyOne && isArgument ? 0 : 1), (x, ledger.CountOf(x))));
        int worker = Assert.Single(outcomes.Where(static o => o.IsSuccess).Select(static o => o.Value.Worker).Distinct());
        Assert.Equal(worker, await Background(() => pool.PipeAsync(static () => Environment.ProcessId)));
    }

    [Fact]
    public async Task Boundary_FunctionsCaptureThrows_EveryItemFailsWithItsExceptionAndTheWorkerGoesOn()
    {
        Pool pool = Open(workers: 1);
        int worker = await Background(() => pool.PipeAsync(static () => Environment.ProcessId));
        var set = new HashSet<string>(new Homesick()) { "a" };
        JsonNode node = JsonValue.Create(new Touchy())!;

        TouchyException reading = await Assert.ThrowsAsync<TouchyException>(() => Background(() => pool.MapAsync(x => x + set.Count, [1, 2])));
        TouchyException writing = await Assert.ThrowsAsync<TouchyException>(() => Background(() => pool.PipeAsync(() => node.ToString())));

        Assert.Equal(("closure.set", "closure.node"), (TaskData.PathOf(reading), TaskData.PathOf(writing)));
        Assert.Equal(worker, await Background(() => pool.PipeAsync(static () => Environment.ProcessId)));
    }

    [Fact]
    public async Task Boundary_BroadcastThrowsWhereItIsRead_ItsCallFailsAndTheWorkerGoesOn()
    {
        Pool pool = Open(workers: 1);
        int worker = await Background(() => pool.PipeAsync(static () => Environment.ProcessId));
        Broadcast<HashSet<string>> broadcast = pool.Broadcast(new HashSet<string>(new Homesick()) { "a" });

        TouchyException error = await Assert.ThrowsAsync<TouchyException>(() => Background(() => pool.PipeAsync(() => broadcast.Value.Count)));

        Assert.StartsWith("closure.broadcast", TaskData.PathOf(error), StringComparison.Ordinal);
        Assert.Equal(worker, await Background(() => pool.PipeAsync(static () => Environment.ProcessId)));
    }

    [Fact]
    public async Task Boundary_WhatATaskReportsThrowsWhereItIsRead_TheTaskAndItsWorkerGoOn()
    {
        Pool pool = Open(workers: 1);
        var progress = new Progress<HashSet<HomesickKey>>();

        int worker = await Background(() => pool.PipeAsync(() =>
        {
            ((IProgress<HashSet<HomesickKey>>)progress).Report([new HomesickKey()]);
            return Environment.ProcessId;
        }));

        Assert.Equal(worker, await Background(() => pool.PipeAsync(static () => Environment.ProcessId)));
    }

    [Fact]
    public async Task Boundary_ReadingAResultNeverEnds_OtherCallsOfTheWorkerGoOn()
    {
        Pool pool = CreatePool(1, heartbeatTimeout: TimeSpan.FromSeconds(1));
        await using (pool.ConfigureAwait(false))
        {
            FileGate gate = Folder().Gate();
            Task<HashSet<HomeboundKey>> held = Background(() => pool.PipeAsync(() => new HashSet<HomeboundKey> { new(gate) }));
            await gate.EnteredAsync();

            int worker = await Background(() => pool.PipeAsync(static () => Environment.ProcessId));

            Assert.False(held.IsCompleted);
            gate.Open();
            Assert.Single(await held);
            Assert.Equal(worker, await Background(() => pool.PipeAsync(static () => Environment.ProcessId)));
        }
    }

    [Fact]
    public async Task Boundary_ExceptionHoldsWhatThrows_ItsTextArrivesAndTheWorkerGoesOn()
    {
        Pool pool = Open(workers: 1);

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            static x => x == TouchyOne ? throw new LoadedException("said", JsonValue.Create(new Touchy())) : Environment.ProcessId,
            Enumerable.Range(0, Parcels),
            new MapOptions { ChunkSize = Parcels, IsRepeatable = false }).Collected();

        Outcome<int> failed = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        RemoteException error = Assert.IsType<RemoteException>(failed.Error);
        Assert.Equal((TouchyOne, FailureKind.UserException, "said"), (failed.Index, failed.Failure, error.Message));
        Assert.Contains(nameof(LoadedException), error.TypeName, StringComparison.Ordinal);
        int worker = Assert.Single(outcomes.Where(static o => o.IsSuccess).Select(static o => o.Value).Distinct());
        Assert.Equal(worker, await Background(() => pool.PipeAsync(static () => Environment.ProcessId)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Parcels)]
    public async Task NotRepeatable_WorkerDiesWhileItWritesAResult_NothingBeginsTwice(int chunkSize)
    {
        Pool pool = Open(workers: 1);
        FileLedger ledger = Folder().Ledger();

        List<Outcome<Parcel>> outcomes = await MapWithDeadlyResult(pool, ledger, new MapOptions { ChunkSize = chunkSize, IsRepeatable = false });

        Assert.Equal(Parcels, outcomes.Count);
        Assert.Contains(outcomes, static outcome => outcome is { Index: TouchyOne, IsSuccess: false });
        Assert.All(outcomes.Where(static o => !o.IsSuccess), static outcome => Assert.IsType<WorkerLostException>(outcome.Error));
        Assert.All(Enumerable.Range(0, Parcels), x => Assert.Equal((x, 1), (x, ledger.CountOf(x))));
        await AssertWorks(pool);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Parcels)]
    public async Task PoisonResult_EndsItsWorkerWhenItIsWritten_FailsAloneAfterItsTries(int chunkSize)
    {
        Pool pool = Open(workers: 1);
        FileLedger ledger = Folder().Ledger();

        List<Outcome<Parcel>> outcomes = await MapWithDeadlyResult(pool, ledger, new MapOptions { ChunkSize = chunkSize });

        Outcome<Parcel> poison = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        Assert.Equal((TouchyOne, 3), (poison.Index, Assert.IsType<PoisonTaskException>(poison.Error).Attempts));
        Assert.Equal(Parcels - 1, outcomes.Count(static o => o.IsSuccess));
        if (chunkSize == 1)
        {
            Assert.Equal(3, ledger.CountOf(TouchyOne));
        }

        await AssertWorks(pool);
    }

    [Theory]
    [InlineData(1, true, 1)]
    [InlineData(Parcels, true, 1)]
    [InlineData(Parcels, false, 1)]
    [InlineData(Parcels, true, 4)]
    [InlineData(Parcels, false, 4)]
    public async Task ItemTimeout_WritingAResultNeverEnds_ItTimesOutAndTheRestRuns(int chunkSize, bool isRepeatable, int overlap)
    {
        Pool pool = Open(workers: 1);
        FileLedger ledger = Folder().Ledger();
        FileGate gate = Folder().Gate();

        List<Outcome<Parcel>> outcomes = await pool.MapOutcomes(
            async x =>
            {
                await Task.Yield();
                ledger.Add(x);
                return new Parcel(x, x == TouchyOne ? JsonValue.Create(new Endless(gate)) : null, Environment.ProcessId);
            },
            Enumerable.Range(0, Parcels),
            new MapOptions { ItemTimeout = TimeSpan.FromSeconds(1), CancelGrace = TimeSpan.FromMilliseconds(50), ChunkSize = chunkSize, IsRepeatable = isRepeatable, ConcurrencyPerWorker = overlap }).Collected();
        gate.Open();

        Outcome<Parcel> overdue = Assert.Single(outcomes, static outcome => outcome.Index == TouchyOne);
        Assert.Equal((FailureKind.TimedOut, 1), (overdue.Failure, overdue.Attempts));
        Assert.IsType<TimeoutException>(overdue.Error);
        Assert.Equal(Parcels, outcomes.Count);
        Assert.Equal(1, ledger.CountOf(TouchyOne));
        if (isRepeatable)
        {
            Assert.All(outcomes.Where(static o => o.Index != TouchyOne), static outcome => Assert.True(outcome.IsSuccess));
        }
        else
        {
            Assert.All(outcomes.Where(static o => o.Index != TouchyOne), static outcome => Assert.True(outcome.IsSuccess || outcome.Failure == FailureKind.Cancelled));
            Assert.All(Enumerable.Range(0, Parcels), x => Assert.InRange(ledger.CountOf(x), 0, 1));
        }

        await AssertWorks(pool);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(Parcels, true)]
    [InlineData(Parcels, false)]
    public async Task ItemTimeout_ReadingAnArgumentNeverEnds_ItTimesOutAndTheRestRuns(int chunkSize, bool isRepeatable)
    {
        Pool pool = Open(workers: 1);
        FileLedger ledger = Folder().Ledger();
        FileGate gate = Folder().Gate();
        IEnumerable<Parcel> parcels = [.. Enumerable.Range(0, Parcels).Select(x => new Parcel(x, x == TouchyOne ? new HashSet<string>(new Homebound(gate)) { "a" } : null, 0))];

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            parcel =>
            {
                ledger.Add(parcel.Number);
                return parcel.Number;
            },
            parcels,
            new MapOptions { ItemTimeout = TimeSpan.FromSeconds(1), CancelGrace = TimeSpan.FromMilliseconds(50), ChunkSize = chunkSize, IsRepeatable = isRepeatable }).Collected();
        gate.Open();

        Outcome<int> overdue = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        Assert.Equal((TouchyOne, FailureKind.TimedOut, 1), (overdue.Index, overdue.Failure, overdue.Attempts));
        Assert.All(Enumerable.Range(0, Parcels), x => Assert.Equal((x, x == TouchyOne ? 0 : 1), (x, ledger.CountOf(x))));
        await AssertWorks(pool);
    }

    [Fact]
    public async Task Cancelled_ReadingACaptureNeverEnds_CallEndsAndThePoolGoesOn()
    {
        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();
        using var cancel = new CancellationTokenSource();
        var set = new HashSet<string>(new Homebound(gate)) { "a" };

        Task call = Background(() => pool.MapAsync(x => x + set.Count, [1], new MapOptions { CancelGrace = TimeSpan.FromMilliseconds(50) }, cancel.Token));

        await AssertCancelEnds(pool, call, gate, cancel);
        gate.Open();
    }

    [Fact]
    public async Task Cancelled_WritingAResultNeverEnds_CallEndsAndThePoolGoesOn()
    {
        Pool pool = Open(workers: 1);
        FileGate gate = Folder().Gate();
        using var cancel = new CancellationTokenSource();

        Task call = Background(() => pool.MapAsync(
            x => new Parcel(x, JsonValue.Create(new Endless(gate)), 0), [1], new MapOptions { CancelGrace = TimeSpan.FromMilliseconds(50) }, cancel.Token));

        await AssertCancelEnds(pool, call, gate, cancel);
        gate.Open();
    }

    private static Task<List<Outcome<Parcel>>> MapWithDeadlyResult(Pool pool, FileLedger ledger, MapOptions options) => pool.MapOutcomes(
        x =>
        {
            ledger.Add(x);
            return new Parcel(x, x == TouchyOne ? JsonValue.Create(new Deadly()) : null, Environment.ProcessId);
        },
        Enumerable.Range(0, Parcels),
        options).Collected();

    private static object? ContentFor(Crossing crossing) => crossing switch
    {
        Crossing.ArgumentIsWritten or Crossing.ResultIsWritten => JsonValue.Create(new Touchy()),
        Crossing.ArgumentIsRead => new HashSet<string>(new Homesick()) { "a" },
        Crossing.ResultIsRead => new HashSet<HomesickKey> { new() },
        _ => ElementOfADisposedDocument(),
    };

    private static JsonElement ElementOfADisposedDocument()
    {
        using JsonDocument document = JsonDocument.Parse("[1]");
        return document.RootElement;
    }

    private static string PlaceOf(Crossing crossing) => crossing switch
    {
        Crossing.ArgumentIsWritten => $"argument[{TouchyOne}].Content",
        Crossing.ArgumentIsRead => "argument.Content",
        _ => "result.Content",
    };

    private sealed record Parcel(int Number, object? Content, int Worker)
    {
        /// <summary>Gets nothing; that it is declared lets such keys stand in the content of a result.</summary>
        public HashSet<HomesickKey>? Keys { get; init; }
    }

    private sealed class TouchyException(string message) : Exception(message);

    private sealed class LoadedException(string message, object? load) : Exception(message)
    {
        public object? Load { get; } = load;
    }

    /// <summary>Throws when it is made into JSON, which happens when it is written.</summary>
    private sealed class Touchy
    {
        public int Value => throw new TouchyException("touched");
    }

    /// <summary>Ends the process that writes it.</summary>
    private sealed class Deadly
    {
        public int Value
        {
            get
            {
                Die(Death.Kill);
                return 0;
            }
        }
    }

    /// <summary>Waits at a gate when it is written.</summary>
    private sealed class Endless(FileGate gate)
    {
        public int Value
        {
            get
            {
                gate.Pass();
                return 0;
            }
        }
    }

    /// <summary>Waits at a gate in every process but the one that made it.</summary>
    private sealed class Homebound(FileGate gate) : IEqualityComparer<string>
    {
        private readonly int _home = Environment.ProcessId;

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string obj)
        {
            if (Environment.ProcessId != _home)
            {
                gate.Pass();
            }

            return obj.Length;
        }
    }

    /// <summary>A key that waits at a gate when it is hashed in any process but the one that made it.</summary>
    private sealed class HomeboundKey(FileGate gate) : IEquatable<HomeboundKey>
    {
        private readonly Homebound _home = new(gate);

        public bool Equals(HomeboundKey? other) => ReferenceEquals(this, other);

        public override bool Equals(object? obj) => Equals(obj as HomeboundKey);

        public override int GetHashCode() => _home.GetHashCode("key");
    }

    /// <summary>A key that throws when it is hashed in any process but the one that made it.</summary>
    private sealed class HomesickKey : IEquatable<HomesickKey>
    {
        private readonly Homesick _home = new();

        public bool Equals(HomesickKey? other) => ReferenceEquals(this, other);

        public override bool Equals(object? obj) => Equals(obj as HomesickKey);

        public override int GetHashCode() => _home.GetHashCode("key");
    }

    /// <summary>Throws in every process but the one that made it.</summary>
    private sealed class Homesick : IEqualityComparer<string>
    {
        private readonly int _home = Environment.ProcessId;

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string obj) => Environment.ProcessId == _home ? obj.Length : throw new TouchyException("away from home");
    }
}
