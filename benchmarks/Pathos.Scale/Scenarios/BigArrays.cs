namespace Pathos.Scale.Scenarios;

/// <summary>Big arrays that go to a worker and come back.</summary>
internal sealed class BigArrays : Scenario
{
    private const int BlockBytes = 10_000_000;

    private const string Limit =
        "The arrays are copied into the socket and out of it, once each way, and nothing else. Each arrives in fresh memory, because it belongs to the function or the caller from then on; touching that for the first time costs as much as the copy.";

    public override string Name => "arrays";

    public override string Description => "double[] of 10 MB there and back, on a process pool";

    public override IReadOnlyList<Measure> Run(Settings settings)
    {
        int blocks = settings.Count(20, 8);
        double[][] input = [.. Enumerable.Range(0, blocks).Select(static i => Enumerable.Repeat((double)i, BlockBytes / sizeof(double)).ToArray())];
        double bytesBothWays = 2.0 * blocks * BlockBytes;

        using Pool pool = Pool.Processes(Settings.Workers);
        IReadOnlyDictionary<string, double> medians = new Contest()
            .Add("pool", () => bytesBothWays / Time(pool, input))
            .Add("python", () => bytesBothWays / settings.Python.BlocksThereAndBack(blocks))
            .Medians(warmUps: 2, rounds: settings.Count(9, 3));

        var ours = Figure.BytesPerSecond(medians["pool"]);
        string name = $"{blocks} x 10 MB there and back";
        return
        [
            new(name, ours, null, Budget.AtLeast(Figure.BytesPerSecond(2e9))) { Limit = Limit },
            new(name, ours, new Baseline("Python Pool.map, bytes", Figure.BytesPerSecond(medians["python"])), Budget.AtLeastTimesAsFast(4)),
        ];
    }

    private static double Time(Pool pool, double[][] input)
    {
        double[][]? results = null;
        double seconds = Clock.Time(() => results = pool.Map(Touch, input));
        for (int i = 0; i < input.Length; i++)
        {
            if (results![i].Length != input[i].Length || results[i][0] != input[i][0] + 1 || results[i][^1] != input[i][^1])
            {
                throw new InvalidDataException($"Block {i} came back changed.");
            }
        }

        return seconds;
    }

    /// <summary>Changes one number, so that what comes back is known to have been there. The caller's own array stays as it is.</summary>
    private static double[] Touch(double[] block)
    {
        block[0]++;
        return block;
    }
}
