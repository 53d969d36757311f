using System.Text.Json.Nodes;
using Xunit;

namespace Pathos;

public abstract partial class ProcessPoolContract
{
    [Fact]
    public async Task Graph_ExceptionsShareAnErrand_TravelAsOneGraph()
    {
        Pool pool = Open(workers: 1);
        Errand errand = new();
        errand.Errors.AddRange([new ErrandException(errand), new ErrandException(errand), new ErrandException(errand)]);

        int captured = await Background(() => pool.PipeAsync(
            () => errand.Errors.Count(error => ReferenceEquals(((ErrandException)error).Errand, errand))));
        Errand returned = await Background(() => pool.PipeAsync(static argument => argument, errand));
        ErrandException thrown = await Assert.ThrowsAsync<ErrandException>(() => Background(() => pool.PipeAsync(() => Fail(errand))));

        Assert.Equal(3, captured);
        Assert.All(returned.Errors, error => Assert.Same(returned, ((ErrandException)error).Errand));
        Assert.Equal(3, thrown.Errand.Errors.Count);
        Assert.Same(thrown, thrown.Errand.Errors[1]);
        await AssertWorks(pool);
    }

    [Fact]
    public async Task Graph_FriendsHoldEachOther_FindEachOtherThereAndHere()
    {
        Pool pool = Open(workers: 1);
        Neighbour one = new("one");
        Neighbour two = new("two");
        one.Others.Add(two);
        two.Others.Add(one);

        bool there = await Background(() => pool.PipeAsync(() => one.Others.Single().Others.Contains(one)));
        Neighbour here = await Background(() => pool.PipeAsync(static argument => argument, one));

        Assert.True(there);
        Assert.Contains(here, here.Others.Single().Others);
        Assert.Contains(here.Others.Single(), here.Others);
    }

    [Fact]
    public async Task Graph_CallIsCancelledWhileItsArgumentIsWritten_IsNotWrittenToItsEnd()
    {
        Pool pool = Open(workers: 1);
        using var cancel = new CancellationTokenSource();
        bool isAtItsEnd = false;
        Link chain = new(null, JsonValue.Create(new Bell(() => isAtItsEnd = true)));
        for (int i = 0; i < 100_000; i++)
        {
            chain = new Link(chain, null);
        }

        chain = new Link(chain, JsonValue.Create(new Bell(cancel.Cancel)));

        Task<bool> call = Background(() => pool.PipeAsync(static link => link.Next is null, chain, cancellationToken: cancel.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.False(isAtItsEnd);
        await AssertWorks(pool);
    }

    private static int Fail(Errand errand) => throw errand.Errors[1];

    public sealed class Errand
    {
        public List<Exception> Errors { get; } = [];
    }

    public sealed class ErrandException(Errand errand) : Exception("It could not be run.")
    {
        public Errand Errand { get; } = errand;
    }

    public sealed class Neighbour(string name)
    {
        // Before the name, which is what the hash code needs.
        public HashSet<Neighbour> Others { get; } = [];

        public string Name { get; } = name;

        public override bool Equals(object? obj) => obj is Neighbour neighbour && neighbour.Name == Name;

        public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
    }

    public sealed record Link(Link? Next, JsonNode? Value);

    /// <summary>Rings when it is written.</summary>
    public sealed class Bell(Action ring)
    {
        public int Value
        {
            get
            {
                ring();
                return 1;
            }
        }
    }
}
