using System.Globalization;
using Pathos.Scale.Children;

namespace Pathos.Scale.Scenarios;

/// <summary>A million single calls, all submitted before the first is awaited, in a process of their own so that its memory can be read.</summary>
internal sealed class ManySubmissions : Scenario
{
    private const string Limit =
        "Every call freezes its function, which may have captured something else than the last one, and is a message and an answer of its own: about 20 µs of processor time over three processes, which share the cores. "
        + "Joining calls of one function into batches would be the cure.";

    public override string Name => "submissions";

    public override string Description => "PipeAsync submissions, all at once";

    public override IReadOnlyList<Measure> Run(Settings settings)
    {
        int count = settings.Count(1_000_000, 100_000);
        double[][] runs = [.. Enumerable.Range(0, settings.Count(3, 1)).Select(_ => Child.Numbers(SubmissionsChild.Name, count.ToString(CultureInfo.InvariantCulture)))];
        string name = $"{count:N0} PipeAsync submissions";
        return
        [
            new(name, Figure.Seconds(MedianOf(0)), null, Budget.AtMost(Figure.Seconds(10.0 * count / 1_000_000))) { Limit = Limit },
            new($"{name}: peak managed memory", Figure.Bytes(MedianOf(1)), null, Budget.None),
            new($"{name}: peak resident memory", Figure.Bytes(MedianOf(2)), null, Budget.None),
        ];

        double MedianOf(int figure) => Median.Of([.. runs.Select(run => run[figure])]);
    }
}
