using System.Globalization;
using Pathos.Scale.Children;

namespace Pathos.Scale.Scenarios;

/// <summary>Map after map over one large captured array, in a process of its own so that its memory can be read.</summary>
internal sealed class CapturedArray : Scenario
{
    private const string Limit =
        "Each map hashes the array where it lies, and the workers hold what has that hash. The first one sends it to each of them.";

    public override string Name => "capture";

    public override string Description => "eight maps over a captured double[], on a process pool";

    public override IReadOnlyList<Measure> Run(Settings settings)
    {
        int megabytes = settings.Count(200, 40);
        string size = megabytes.ToString(CultureInfo.InvariantCulture);
        double[][] runs = [.. Enumerable.Range(0, settings.Count(3, 1)).Select(_ => Child.Numbers(CaptureChild.Name, size))];
        var array = new Baseline("the array alone", Figure.Bytes(megabytes * 1e6));
        var hash = new Baseline("SHA-256 of the array", Figure.Seconds(MedianOf(2)));
        string name = $"8 maps over a captured array of {megabytes} MB";
        return
        [
            new($"{name}: memory", Figure.Bytes(MedianOf(0)), array, Budget.AtMostTimesTheMemory(1.3)) { Limit = Limit },
            new($"{name}: one of them", Figure.Seconds(MedianOf(1)), hash, Budget.AtMostTimes(1.3)) { Limit = Limit },
        ];

        double MedianOf(int figure) => Median.Of([.. runs.Select(run => run[figure])]);
    }
}
