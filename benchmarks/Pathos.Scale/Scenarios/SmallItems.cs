namespace Pathos.Scale.Scenarios;

/// <summary>A million items of almost no work each, at default options: what chunking and typed batches are for.</summary>
internal sealed class SmallItems : Scenario
{
    private const string Limit =
        "Both take a few milliseconds, and vary by a third from run to run with how soon the second thread or process is woken; the medians lie at the budget, on one side of it or the other.";

    public override string Name => "map";

    public override string Description => "Map of x => x * x + k over many ints, default options";

    public override IReadOnlyList<Measure> Run(Settings settings)
    {
        int count = settings.Count(1_000_000, 200_000);
        int[] input = [.. Enumerable.Range(0, count)];
        int k = 7;
        int[] expected = [.. input.Select(x => unchecked((x * x) + k))];

        using Pool processes = Pool.Processes(Settings.Workers);
        using Pool threads = Pool.Threads(Settings.Workers);
        IReadOnlyDictionary<string, double> medians = new Contest()
            .Add("processes", () => Time(() => processes.Map(x => (x * x) + k, input)))
            .Add("threads", () => Time(() => threads.Map(x => (x * x) + k, input)))
            .Add("Parallel.For", () => Time(() => ByParallelFor(input, k)))
            .Add("PLINQ", () => Time(() => [.. input.AsParallel().AsOrdered().Select(x => (x * x) + k)]))
            .Add("Python", () => settings.Python.Map(count))
            .Medians(warmUps: settings.Count(5, 3), rounds: settings.Count(15, 5));

        var ofProcesses = Figure.Seconds(medians["processes"]);
        var ofThreads = Figure.Seconds(medians["threads"]);
        var parallelFor = new Baseline("Parallel.For", Figure.Seconds(medians["Parallel.For"]));
        var plinq = new Baseline("PLINQ, ordered", Figure.Seconds(medians["PLINQ"]));
        var python = new Baseline("Python Pool.map", Figure.Seconds(medians["Python"]));
        string name = $"Map of {count:N0} ints";
        return
        [
            new($"{name}, processes", ofProcesses, python, Budget.AtLeastTimesAsFast(10)),
            new($"{name}, processes", ofProcesses, parallelFor, Budget.AtMostTimes(3)) { Limit = Limit },
            new($"{name}, processes", ofProcesses, plinq, Budget.None),
            new($"{name}, threads", ofThreads, parallelFor, Budget.AtMostTimes(1.2)) { Limit = Limit },
            new($"{name}, threads", ofThreads, plinq, Budget.None),
        ];

        double Time(Func<int[]> map)
        {
            int[]? results = null;
            double seconds = Clock.Time(() => results = map());
            return results.AsSpan().SequenceEqual(expected) ? seconds : throw new InvalidDataException("A map gave wrong results.");
        }
    }

    private static int[] ByParallelFor(int[] input, int k)
    {
        int[] results = new int[input.Length];
        Parallel.For(0, input.Length, i => results[i] = (input[i] * input[i]) + k);
        return results;
    }
}
