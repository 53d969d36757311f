using System.Net.Http;

namespace Pathos.Distributed.Tests;

/// <summary>A function that is called again is not written again. It is where the same delegate means something else by now.</summary>
public sealed class RepeatedFunctionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Map_VarianceLetsADelegateRunInAnotherForm_RunsInEach(bool captures)
    {
        await using Pool pool = Pool.InMemory(1);
        string end = captures ? "!" : "";
        Func<object, string> show = captures ? value => value + end : static value => $"{value}";

        // Twice, because a function that captured something is kept from its second call on.
        string[][] seen = [await pool.MapAsync(show, [1, 'c']), await pool.MapAsync(show, [3, 'd'])];
        string[] texts = await pool.MapAsync<string, string>(show, ["a", "b"]);
        string[] again = await pool.MapAsync(show, [5, 'e']);

        Assert.Equal(["1" + end, "c" + end, "3" + end, "d" + end], seen.SelectMany(static part => part));
        Assert.Equal(["a" + end, "b" + end], texts);
        Assert.Equal(["5" + end, "e" + end], again);
    }

    [Fact]
    public async Task Pipe_TypeIsRegisteredAfterTheFunctionWentAlong_FunctionGoesAgainWithIt()
    {
        await using Pool pool = Pool.Processes(1);
        Func<object, string> show = static value => value is Gauge gauge ? $"{gauge.Name} {gauge.WasRead}" : "other";
        Assert.Equal("other", await pool.PipeAsync(show, 1));

        Closure.Register((Gauge gauge) => gauge.Name, static name => new Gauge(name) { WasRead = true });

        Assert.Equal("gauge True", await pool.PipeAsync(show, new Gauge("gauge")));
    }

    [Fact]
    public async Task Pipe_TypeIsRegisteredAfterAClosureWasKept_ClosureGoesAgainWithIt()
    {
        await using Pool pool = Pool.Processes(1);
        string end = "!";
        Func<object, string> show = value => (value is Valve valve ? $"{valve.Name} {valve.WasRead}" : "other") + end;
        Assert.Equal(["other!", "other!"], [await pool.PipeAsync(show, 1), await pool.PipeAsync(show, 2)]);

        Closure.Register((Valve valve) => valve.Name, static name => new Valve(name) { WasRead = true });

        Assert.Equal("valve True!", await pool.PipeAsync(show, new Valve("valve")));
    }

    private sealed class Gauge(string name)
    {
        private readonly HttpClient _client = new();

        public string Name => _client is null ? "" : name;

        public bool WasRead { get; init; }
    }

    private sealed class Valve(string name)
    {
        private readonly HttpClient _client = new();

        public string Name => _client is null ? "" : name;

        public bool WasRead { get; init; }
    }
}
