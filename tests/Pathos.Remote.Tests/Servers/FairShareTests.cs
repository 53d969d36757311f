using Pathos.Distributed;

namespace Pathos.Remote.Tests;

/// <summary>Who may keep how many workers of a server busy.</summary>
public sealed class FairShareTests : IDisposable
{
    private readonly FairShare _share = new(4);
    private readonly Dictionary<string, int> _granted = new(StringComparer.Ordinal);

    public void Dispose() => _share.Dispose();

    [Fact]
    public void Want_OneClient_HasAllBeforeItAsks()
    {
        FairShare.Member one = Join("one");

        Assert.Equal(4, _granted["one"]);
        one.Want(4, 0, 0);
        Assert.Equal(4, _granted["one"]);
    }

    [Fact]
    public void Want_SecondClientComes_GetsItsHalfAsTheFirstOnesTasksEnd()
    {
        FairShare.Member one = Join("one");
        one.Want(4, 4, 0);
        FairShare.Member two = Join("two");

        two.Want(4, 0, 0);
        Assert.Equal((2, 0), (_granted["one"], _granted["two"]));

        one.Want(4, 3, 0);
        Assert.Equal((2, 1), (_granted["one"], _granted["two"]));

        one.Want(4, 2, 0);
        Assert.Equal((2, 2), (_granted["one"], _granted["two"]));
    }

    [Fact]
    public void Want_OneNeedsLittle_TheOtherGetsTheRest()
    {
        FairShare.Member one = Join("one");
        FairShare.Member two = Join("two");

        one.Want(1, 0, 0);
        two.Want(4, 0, 0);

        Assert.Equal((1, 3), (_granted["one"], _granted["two"]));
    }

    [Fact]
    public void Leave_OfAClientThatHeldAll_GivesAllToTheOther()
    {
        FairShare.Member one = Join("one");
        one.Want(4, 4, 0);
        FairShare.Member two = Join("two");
        two.Want(4, 0, 0);

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
            member.OnGranted = (count, _) =>
            {
                lock (seen)
                {
                    if (count > 0 && seen.Add(name) && seen.Count == names.Length)
                    {
                        turns.SetResult();
                    }
                }
            };
            member.Want(1, 0, 0);
        }

        await turns.Task.Soon();
    }

    private FairShare.Member Join(string name)
    {
        FairShare.Member member = _share.Join(name);
        member.OnGranted = (count, _) => _granted[name] = count;
        member.Want(0, 0, 0);
        return member;
    }
}
