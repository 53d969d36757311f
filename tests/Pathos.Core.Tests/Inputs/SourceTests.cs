using System.Threading.Channels;
using Xunit;

namespace Pathos;

public sealed class SourceTests
{
    public static TheoryData<string> Kinds => ["array", "list", "enumerable", "async"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Pull_InPieces_GivesEveryItemOnceThenEnds(string kind)
    {
        ItemSource<int> source = Open(kind, Enumerable.Range(0, 10));
        List<int> all = [];
        PullState state;
        do
        {
            ReadOnlyMemory<int> piece = source.Pull(3, out state);
            Assert.InRange(piece.Length, 0, 3);
            all.AddRange(piece.Span);
        }
        while (state != PullState.Ended);

        Assert.Equal(Enumerable.Range(0, 10), all);
        Assert.Equal(0, source.Pull(3, out state).Length);
        Assert.Equal(PullState.Ended, state);
        Assert.Null(source.Failure);
        await source.DisposeAsync().Soon();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Count_KnownBeforehand_OnlyWhereItIs(string kind) =>
        Assert.Equal(kind is "array" or "list" ? 10 : null, Open(kind, Enumerable.Range(0, 10)).Count);

    [Fact]
    public async Task Pull_AsyncInputHasNothingYet_WaitsBySignal()
    {
        var channel = Channel.CreateUnbounded<int>();
        var signal = new PumpSignal(isBlocking: false);
        var source = new AsyncEnumerableSource<int>(channel.Reader.ReadAllAsync(), signal, TimeSpan.FromSeconds(1), CancellationToken.None);

        Assert.Equal(0, source.Pull(5, out PullState state).Length);
        Assert.Equal(PullState.Waiting, state);
        await channel.Writer.WriteAsync(1);
        await signal.WaitAsync().Soon();
        Assert.Equal([1], source.Pull(5, out state).ToArray());
        Assert.Equal(PullState.Waiting, state);
        channel.Writer.Complete(new TimeZoneNotFoundException("end"));
        await signal.WaitAsync().Soon();
        Assert.Equal(0, source.Pull(5, out state).Length);
        Assert.Equal(PullState.Ended, state);
        Assert.Equal("end", source.Failure!.SourceException.Message);
        await source.DisposeAsync().Soon();
    }

    [Fact]
    public async Task PumpSignal_ManySets_WakeOnceAndNoneIsLost()
    {
        var signal = new PumpSignal(isBlocking: false);
        signal.Set();
        signal.Set();
        await signal.WaitAsync().Soon();
        Task second = signal.WaitAsync().AsTask();
        Assert.False(second.IsCompleted);
        signal.Set();
        await second.Soon();
    }

    [Fact]
    public void Zip_ShortestEnds_OthersAreNotAskedForMore()
    {
        int asked = 0;
        Assert.Equal([(1, 0)], Zipped.Zip([1], Counted(), equalLengths: false));
        Assert.Equal(1, asked);
        Assert.Throws<ArgumentException>(() => Zipped.Zip([1], Counted(), equalLengths: true).ToList());

        IEnumerable<int> Counted()
        {
            for (int i = 0; ; i++)
            {
                asked++;
                yield return i;
            }
        }
    }

    private static ItemSource<int> Open(string kind, IEnumerable<int> items) => kind switch
    {
        "array" => new MapInput<int>(items.ToArray()).Open(new PumpSignal(isBlocking: false), TimeSpan.Zero, CancellationToken.None),
        "list" => new MapInput<int>(items.ToList()).Open(new PumpSignal(isBlocking: false), TimeSpan.Zero, CancellationToken.None),
        "enumerable" => new MapInput<int>(items.Where(static x => x >= 0)).Open(new PumpSignal(isBlocking: false), TimeSpan.Zero, CancellationToken.None),
        _ => new MapInput<int>(items.ToAsyncEnumerable()).Open(new PumpSignal(isBlocking: false), TimeSpan.Zero, CancellationToken.None),
    };
}
