using System.Net.Http;

namespace Pathos.Distributed.Tests;

/// <summary>What users say of types of their own, on workers that never heard of it but by the functions that come.</summary>
public sealed class RegisteredTypeTests : IAsyncLifetime
{
    private readonly Pool _pool = Pool.Processes(1);

    public Task InitializeAsync() => _pool.ReadyAsync();

    public async Task DisposeAsync() => await _pool.DisposeAsync();

    [Fact]
    public async Task Map_RegisteredTypeAsCaptureArgumentAndResult_TravelsAsItsUserSaid()
    {
        // A function that captures nothing is known here before anything is registered, and must go again.
        Func<string, Gauge> make = static name => new Gauge(name);
        Func<int, int> before = static x => x + 1;
        Assert.Equal(2, await _pool.PipeAsync(before, 1));
        Closure.Register((Gauge gauge) => gauge.Name, static name => new Gauge(name) { WasRead = true });
        Gauge captured = new("captured");

        Assert.Equal(2, await _pool.PipeAsync(before, 1));
        Gauge made = await _pool.PipeAsync(make, "made there");
        string[] seen = await _pool.MapAsync(gauge => $"{gauge.Name} {gauge.WasRead} {captured.Name} {captured.WasRead}", [new Gauge("argument")]);

        Assert.Equal(("made there", true), (made.Name, made.WasRead));
        Assert.Equal(["argument True captured True"], seen);
    }

    [Fact]
    public async Task Pipe_RegisteredTypeThatIsNotDeclared_IsRefused()
    {
        Closure.Register((Valve valve) => valve.Number, static number => new Valve(number));
        Func<object> undeclared = static () => new Valve(1);
        Func<Valve[]> declared = static () => [new Valve(2)];

        NotShippableException refusal = await Assert.ThrowsAsync<NotShippableException>(() => _pool.PipeAsync(undeclared));

        Assert.Contains("registered", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await _pool.PipeAsync(declared))[0].Number);
    }

    [Fact]
    public async Task Pipe_CallbackOfADeclaredResult_IsCalledHere()
    {
        Called called = await _pool.PipeAsync(static () => new Called());

        Assert.Equal(Environment.ProcessId, called.ProcessId);
    }

    private sealed class Gauge(string name)
    {
        private readonly HttpClient _client = new();

        public string Name => _client is null ? "" : name;

        public bool WasRead { get; init; }
    }

    private sealed class Valve(int number)
    {
        private readonly HttpClient _client = new();

        public int Number => _client is null ? 0 : number;
    }

    private sealed class Called : System.Runtime.Serialization.IDeserializationCallback
    {
        [field: NonSerialized]
        public int ProcessId { get; private set; }

        public void OnDeserialization(object? sender) => ProcessId = Environment.ProcessId;
    }
}
