using System.Diagnostics;
using Pathos.Scale.Children;

namespace Pathos.Scale.Scenarios;

/// <summary>A program just started that opens a pool of processes and waits for its first result.</summary>
internal sealed class FirstResult : Scenario
{
    public override string Name => "start";

    public override string Description => "first result of a pool of 2 processes in a program just started";

    public override IReadOnlyList<Measure> Run(Settings settings)
    {
        IReadOnlyDictionary<string, double> medians = new Contest()
            .Add("pool", static () => Child.Numbers(FirstResultChild.Name)[0])
            .Add("process", FirstByteOfAProcess)
            .Medians(warmUps: 1, rounds: settings.Count(9, 5));

        var bareProcess = new Baseline("bare .NET process, first byte", Figure.Seconds(medians["process"]));
        return [new("First result, cold program", Figure.Seconds(medians["pool"]), bareProcess, Budget.AtMost(Figure.Seconds(0.150)))];
    }

    private static double FirstByteOfAProcess()
    {
        long start = Clock.Now;
        using Process process = Child.Start(HelloChild.Name);
        int first = process.StandardOutput.Read();
        double seconds = Clock.SecondsSince(start);
        process.WaitForExit();
        return first == HelloChild.Greeting ? seconds : throw new InvalidOperationException("The process said nothing.");
    }
}
