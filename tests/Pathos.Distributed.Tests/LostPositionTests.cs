using Pathos.Launching;
using Pathos.Wire;
using Xunit;

namespace Pathos.Distributed.Tests;

/// <summary>A worker that is gone without a word: what its position cell says decides which of its items may begin elsewhere.</summary>
public sealed class LostPositionTests
{
    private const int Held = 3;

    [Theory]
    [InlineData(PositionCell.Ended, 2)]
    [InlineData(PositionCell.Reporting, 2)]
    [InlineData(0, 2)]
    [InlineData(PositionCell.Decoding, 1)]
    public async Task NotRepeatable_WorkerGoneAtItsSecondBatch_WhatMayHaveBegunIsLostAndTheRestRuns(int position, int lost)
    {
        using var folder = new TestFolder();
        FileLedger ledger = folder.Ledger();

        (List<Outcome<int>> outcomes, long[] held) = await MapOnMute(ledger, position, new MapOptions { ChunkSize = 1, IsRepeatable = false });

        Assert.Equal(held[..lost].Order(), outcomes.Where(static o => !o.IsSuccess).Select(static o => o.Index).Order());
        Assert.All(outcomes.Where(static o => !o.IsSuccess), static o => Assert.IsType<WorkerLostException>(o.Error));
        Assert.All(outcomes, o => Assert.Equal((o.Index, o.IsSuccess ? 1 : 0), (o.Index, ledger.CountOf((int)o.Index))));
    }

    [Theory]
    [InlineData(PositionCell.Ended, new[] { 1, 1, 1 })]
    [InlineData(PositionCell.Reporting, new[] { 1, 2, 1 })]
    [InlineData(0, new[] { 1, 2, 1 })]
    public async Task Repeatable_WorkerGoneAtItsSecondBatch_AllRunElsewhereAndOnlyTheExecutingOneIsBlamed(int position, int[] attempts)
    {
        using var folder = new TestFolder();

        (List<Outcome<int>> outcomes, long[] held) = await MapOnMute(folder.Ledger(), position, new MapOptions { ChunkSize = 1 });

        Assert.All(outcomes, static o => Assert.True(o.IsSuccess));
        Assert.Equal(attempts, held.Select(index => outcomes.Single(o => o.Index == index).Attempts));
    }

    /// <summary>Maps on a pool whose first worker takes all items, answers nothing, and is gone at the second one.</summary>
    /// <returns>The outcomes, and the items in the order in which that worker held them.</returns>
    private static async Task<(List<Outcome<int>> Outcomes, long[] Held)> MapOnMute(FileLedger ledger, int position, MapOptions options)
    {
        var poolOptions = new ProcessPoolOptions { QueuedPerWorker = Held - 1 };
        var door = new Door();
        await using var launcher = new Launcher(door, position);
        await using var pool = new Pool(["local/1"], poolOptions, () => new DistributedBackend(1, poolOptions, hubOptions => new Hub(hubOptions, door, new HubSite(launcher, 1))));
        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            x =>
            {
                ledger.Add(x);
                return x;
            },
            Enumerable.Range(0, Held),
            options).Collected();
        return (outcomes, [.. launcher.Mute!.Items]);
    }

    private sealed class Launcher(Door door, int position) : WorkerLauncher
    {
        private readonly ThreadLauncher _honest = new(door, faults: null);
        private int _launched;

        public MuteWorker? Mute { get; private set; }

        public override Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _launched) > 1)
            {
                return Task.FromResult<LaunchedWorker>(new ThreadWorker(request, _honest.Address, faults: null));
            }

            Mute = new MuteWorker(request, _honest.Address, position);
            return Task.FromResult<LaunchedWorker>(Mute);
        }

        public override ValueTask DisposeAsync() => _honest.DisposeAsync();
    }

    private sealed class MuteWorker : LaunchedWorker
    {
        private readonly TaskCompletionSource<WorkerExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly FrameConnection _connection;
        private readonly LaunchRequest _request;
        private readonly int _position;
        private readonly List<(long Batch, long Item)> _held = [];
        private bool _hasGivenBack;

        public MuteWorker(LaunchRequest request, string address, int position)
        {
            (_request, _position) = (request, position);
            _connection = new FrameConnection(UnixSockets.Connect(address), FrameLimits.Trusted);
            new Thread(Run) { IsBackground = true, Name = "mute" }.Start();
        }

        public override string Host => "mute";

        public override int Cores => 1;

        public override int? ProcessId => null;

        public override Task<WorkerExit> Exited => _exited.Task;

        /// <summary>Gets the items that it held, in its order.</summary>
        public IEnumerable<long> Items => _held.Select(static held => held.Item);

        public override (long BatchId, int Position)? ReadPosition() => (_held[1].Batch, _position);

        public override void Kill() => _connection.Close();

        public override async ValueTask DisposeAsync()
        {
            Kill();
            await Exited;
        }

        private void Run()
        {
            _connection.Send(new Message(MessageKind.Hello, 0, new Hello(Protocol.Version, _request.Token, 1, "mute", Environment.Version.ToString())));
            while (_held.Count < Held && _connection.Reader.TryRead(out Frame frame))
            {
                if (frame.Kind == MessageKind.Welcome)
                {
                    _connection.Send(new Message(MessageKind.Ready, 0, NoFields.Instance));
                }
                else if (frame.Kind == MessageKind.RunBatch && !_hasGivenBack)
                {
                    // A function that has never been timed gets one batch at a time. This one is given back unbegun, after next to no time.
                    _hasGivenBack = true;
                    _connection.Send(new Message(MessageKind.Results, frame.Id, new Results(IsLast: true, ElapsedTicks: 10, [], [])));
                }
                else if (frame.Kind == MessageKind.RunBatch)
                {
                    _held.Add((frame.Id, RunBatch.Read(frame.Body.Span, out _).FirstIndex));
                }
            }

            _connection.Close();
            _exited.TrySetResult(WorkerExit.Unknown);
        }
    }
}
