using Pathos.Distributed;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>Who may keep how many workers of a server busy.</summary>
public sealed class FairShareTests : IDisposable
{
    private readonly FairShare _share = new(4);
    private readonly Dictionary<string, int> _granted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public void Dispose() => _share.Dispose();

    [Fact]
    public void Want_OneClient_HasAllBeforeItAsks()
    {
        FairShare.Member one = Join("one");

        Assert.Equal(4, _granted["one"]);
        Say(one, 4, 0);
        Assert.Equal(4, _granted["one"]);
    }

    [Fact]
    public void Want_SecondClientComes_GetsItsHalfAsTheFirstOnesTasksEnd()
    {
        (FairShare.Member one, WorkerSeat[] seats) = JoinWithAll("one");
        Say(one, 4, 4);
        FairShare.Member two = Join("two");

        Say(two, 4, 0);
        Say(one, 4, 4);
        Assert.Equal((2, 0), (_granted["one"], _granted["two"]));

        seats[0].End(0);
        Say(one, 4, 3);
        Assert.Equal((2, 1), (_granted["one"], _granted["two"]));

        seats[1].End(1);
        Say(one, 4, 2);
        Assert.Equal((2, 2), (_granted["one"], _granted["two"]));
    }

    [Fact]
    public void Want_FirstClientHasNotHeardThatItLostAPart_TheSecondWaitsForThat()
    {
        FairShare.Member one = Join("one");
        Say(one, 4, 0);
        int old = _numbers["one"];
        FairShare.Member two = Join("two");
        Say(two, 4, 0);
        Assert.Equal((2, 0), (_granted["one"], _granted["two"]));

        // Said before it heard of it: three tasks may be on their way.
        one.Want(new WorkersWanted(4, 3, 0, old));
        Assert.Equal(0, _granted["two"]);

        Say(one, 4, 3);
        Assert.Equal(1, _granted["two"]);
    }

    [Fact]
    public void TryBegin_BatchesWereOnTheirWayWhenTheirClientLostAPart_BeginAtOnce()
    {
        FairShare.Member one = Join("one");
        Say(one, 4, 0);
        int old = _numbers["one"];
        FairShare.Member two = Join("two");
        Say(two, 4, 0);

        // Said before it sent the batches, and before it heard of its loss. A batch that waits at its seat could not even be cancelled.
        one.Want(new WorkersWanted(4, 0, 0, old));

        Assert.Equal((2, 0), (_granted["one"], _granted["two"]));
        Assert.All(Enumerable.Range(0, 4), number => Begin(one, number));
    }

    [Fact]
    public void TryBegin_ClientIsBeyondItsPart_WaitsUntilItIsNot()
    {
        (FairShare.Member one, WorkerSeat[] seats) = JoinWithAll("one");
        FairShare.Member two = Join("two");
        Say(two, 4, 0);
        Say(one, 4, 0);

        // It claims to hold nothing, and its four tasks run.
        Assert.Equal((2, 0, 4), (_granted["one"], _granted["two"], one.Active));
        Assert.False(seats[0].TryBegin(10, TimeSpan.Zero));
        Assert.False(one.Seat().TryBegin(11, TimeSpan.Zero));
        Assert.False(two.Seat().TryBegin(12, TimeSpan.Zero));

        seats[0].End(0);
        seats[1].End(1);
        Assert.False(seats[0].TryBegin(10, TimeSpan.Zero));
        Assert.True(two.Seat().TryBegin(12, TimeSpan.Zero));
    }

    [Fact]
    public void TryBegin_WhoeverAsksAndWhateverHeSays_NeverMoreThanThereAre()
    {
        var random = new Random(5);
        FairShare.Member[] members = [.. Enumerable.Range(0, 6).Select(number => Join($"client {number}"))];
        List<(WorkerSeat Seat, long Batch)> running = [];
        for (long step = 0; step < 5000; step++)
        {
            FairShare.Member member = members[random.Next(members.Length)];
            switch (random.Next(4))
            {
                case 0:
                    member.Want(new WorkersWanted(random.Next(0, 9), random.Next(0, 9), 0, random.Next(2) == 0 ? _numbers[member.Name] : random.Next(100)));
                    break;
                case 1 when running.Count > 0:
                    int ended = random.Next(running.Count);
                    running[ended].Seat.End(running[ended].Batch);
                    running.RemoveAt(ended);
                    break;
                default:
                    WorkerSeat seat = member.Seat();
                    if (seat.TryBegin(step, TimeSpan.Zero))
                    {
                        running.Add((seat, step));
                    }

                    break;
            }

            Assert.InRange(running.Count, 0, 4);
            Assert.Equal(running.Count, members.Sum(static one => one.Active));
        }
    }

    [Fact]
    public async Task TryBegin_WaitsAndItsWorkerGoes_Ends()
    {
        (FairShare.Member one, _) = JoinWithAll("one");
        WorkerSeat waiting = one.Seat();
        Task<bool> begins = Task.Run(() => waiting.TryBegin(9, Timeout.InfiniteTimeSpan));

        waiting.Leave();

        await Assert.ThrowsAsync<TransportClosedException>(() => begins.Soon());
    }

    [Fact]
    public void Want_OneNeedsLittle_TheOtherGetsTheRest()
    {
        FairShare.Member one = Join("one");
        FairShare.Member two = Join("two");

        Say(two, 4, 0);
        Say(one, 1, 0);
        Say(two, 4, 0);

        Assert.Equal((1, 3), (_granted["one"], _granted["two"]));
    }

    [Fact]
    public void Leave_OfAClientThatHeldAll_GivesAllToTheOther()
    {
        (FairShare.Member one, _) = JoinWithAll("one");
        FairShare.Member two = Join("two");
        Say(two, 4, 0);

        _share.Leave(one);

        Assert.Equal(4, _granted["two"]);
    }

    [Fact]
    public async Task Want_MoreClientsThanWorkers_EveryOneGetsItsTurn()
    {
        string[] names = [.. Enumerable.Range(0, 7).Select(static number => $"client {number}")];
        var turns = new TaskCompletionSource();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            FairShare.Member member = _share.Join(name);
            member.OnGranted = grant =>
            {
                lock (seen)
                {
                    if (grant.Count > 0 && seen.Add(name) && seen.Count == names.Length)
                    {
                        turns.SetResult();
                    }
                }
            };
            member.Want(new WorkersWanted(1, 0, 0, 0));
        }

        await turns.Task.Soon();
    }

    private static WorkerSeat Begin(FairShare.Member member, long batch)
    {
        WorkerSeat seat = member.Seat();
        Assert.True(seat.TryBegin(batch, TimeSpan.Zero));
        return seat;
    }

    /// <summary>What an honest client says: that it knows of its newest part, what it could use and what it holds.</summary>
    private void Say(FairShare.Member member, int wanted, int held) => member.Want(new WorkersWanted(wanted, held, 0, _numbers[member.Name]));

    /// <summary>A client comes that keeps all workers busy.</summary>
    private (FairShare.Member Client, WorkerSeat[] Seats) JoinWithAll(string name)
    {
        FairShare.Member member = Join(name);
        Say(member, 4, 0);
        return (member, [.. Enumerable.Range(0, 4).Select(number => Begin(member, number))]);
    }

    private FairShare.Member Join(string name)
    {
        FairShare.Member member = _share.Join(name);
        member.OnGranted = grant => (_granted[name], _numbers[name]) = (grant.Count, grant.Number);
        member.Want(new WorkersWanted(0, 0, 0, 0));
        return member;
    }
}
