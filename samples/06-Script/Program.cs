// A host of scripts, as notebooks and consoles are: each submission is compiled by itself, and the lambdas in it run in worker processes all the same.
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Pathos;

string[] submissions =
[
    "double rate = 0.03;",
    "double Grown(double capital, int years) => capital * Math.Pow(1 + rate, years);",
    "var pool = Pool.Processes(2);",
    "pool.Map(years => Math.Round(Grown(1000, years), 2), new[] { 1, 10, 30 })",
    "rate = 0.05; pool.Map(years => Math.Round(Grown(1000, years), 2), new[] { 1, 10, 30 })",
    "pool.Dispose();",
];

ScriptOptions options = ScriptOptions.Default
    .WithReferences(typeof(Pool).Assembly, typeof(ProcessPools).Assembly)
    .WithImports("System", "System.Linq", "Pathos");
ScriptState<object> state = await CSharpScript.RunAsync("", options);
foreach (string submission in submissions)
{
    state = await state.ContinueWithAsync(submission);
    Console.WriteLine($"> {submission}");
    if (state.ReturnValue is double[] capitals)
    {
        Console.WriteLine(string.Join("  ", capitals));
    }
}
