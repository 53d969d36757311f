using Pathos.Scale.Baselines;

namespace Pathos.Scale.Scenarios;

/// <summary>One call that does nothing, after another.</summary>
internal sealed class PipeRoundTrip : Scenario
{
    private const string Limit =
        "The raw round trip takes about 17 or about 50 µs, as the system happens to keep both processes on one core or on two; a pool's two processes always get two.";

    public override string Name => "pipe";

    public override string Description => "Pipe of a no-op on a process pool, one call after another";

    public override IReadOnlyList<Measure> Run(Settings settings)
    {
        int calls = settings.Count(2_000, 500);
        int pythonCalls = calls / 4;
        using Pool pool = Pool.Processes(Settings.Workers);
        using RawSocketPeer peer = RawSocketPeer.Start();
        IReadOnlyDictionary<string, double> medians = new Contest()
            .Add("pool", () => Clock.Time(() => Calls(pool, calls)) / calls)
            .Add("socket", () => Clock.Time(() => peer.RoundTrips(calls)) / calls)
            .Add("python", () => settings.Python.Apply(pythonCalls) / pythonCalls)
            .Medians(warmUps: settings.Count(5, 3), rounds: settings.Count(15, 5));

        var ours = Figure.Seconds(medians["pool"]);
        return
        [
            new("Pipe round trip, processes", ours, new Baseline("raw socket, 64 bytes", Figure.Seconds(medians["socket"])), Budget.AtMostTimes(2)) { Limit = Limit },
            new("Pipe round trip, processes", ours, new Baseline("Python Pool.apply", Figure.Seconds(medians["python"])), Budget.AtLeastTimesAsFast(4)),
        ];
    }

    private static void Calls(Pool pool, int count)
    {
        for (int i = 0; i < count; i++)
        {
            pool.Pipe(static () => { });
        }
    }
}
