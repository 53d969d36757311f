using System.Diagnostics;
using Pathos.Scale.Children;

namespace Pathos.Scale.Scenarios;

/// <summary>A program just started that opens a pool of processes and waits for its first result.</summary>
internal sealed class FirstResult : Scenario
{
    private const string Limit =
        "Three processes start and compile at once on the cores there are, about half a second of processor time together. The runtime's own start is a part of it that nobody can shorten; the libraries are "
        + "compiled ahead of time, but generic code over the program's types, and the state machines of async methods, are compiled in place: about 700 methods in the three of them.";

    public override string Name => "start";

    public override string Description => "first result of a pool of 2 processes in a program just started";

    public override IReadOnlyList<Measure> Run(Settings settings)
    {
        IReadOnlyDictionary<string, double> medians = new Contest()
            .Add("pool", static () => Child.Numbers(FirstResultChild.Name)[0])
            .Add("process", FirstByteOfAProcess)
            .Medians(warmUps: 1, rounds: settings.Count(9, 5));

        var bareProcess = new Baseline("bare .NET process, first byte", Figure.Seconds(medians["process"]));
        return [new("First result, cold program", Figure.Seconds(medians["pool"]), bareProcess, Budget.AtMost(Figure.Seconds(0.150))) { Limit = Limit }];
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
