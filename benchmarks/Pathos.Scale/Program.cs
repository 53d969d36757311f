using System.Globalization;
using Pathos.Scale;
using Pathos.Scale.Children;
using Pathos.Scale.Reports;
using Pathos.Scale.Scenarios;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is [Child.Argument, var child, ..])
{
    Child.Run(child, args[2..]);
    return 0;
}

Scenario[] scenarios = [new PipeRoundTrip(), new SmallItems(), new BigArrays(), new CapturedArray(), new FirstResult(), new ManySubmissions(), new DeadWorker(), new Idle(), new RemotePools(), new Values(), new Curves()];
string[] names = [.. scenarios.Select(static scenario => scenario.Name)];
CommandLine command;
try
{
    command = CommandLine.Parse(args, names);
}
catch (FormatException error)
{
    await Console.Error.WriteLineAsync($"bench: {error.Message}");
    return 2;
}

if (command.WantsHelp)
{
    Console.WriteLine(CommandLine.Usage.Replace("{0}", string.Join(", ", names), StringComparison.Ordinal));
    return 0;
}

var machine = Machine.Describe();
using var settings = new Settings(command.IsQuick, command.Python);
List<Measure> measures = [];
List<string> failures = [];
foreach (Scenario scenario in scenarios.Where(scenario => command.Only is null || string.Equals(scenario.Name, command.Only, StringComparison.Ordinal)))
{
    // Progress goes beside the report, which may be read by a program.
    await Console.Error.WriteLineAsync($"measuring {scenario.Name}: {scenario.Description}");
    try
    {
        measures.AddRange(await Task.Factory
            .StartNew(() => scenario.Run(settings), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WaitAsync(TimeSpan.FromMinutes(10)));
    }
    catch (Exception error)
    {
        // The others are still worth measuring; the exit code tells.
        await Console.Error.WriteLineAsync(error.ToString());
        failures.Add($"{scenario.Name}: {error.GetType().Name}: {error.Message}");
    }
}

var results = new Results(machine, settings.PythonVersion, measures, failures);
if (command.WantsJson)
{
    Console.WriteLine(JsonReport.Compose(results));
}
else
{
    Console.WriteLine();
    TextReport.Write(Console.Out, results);
}

if (command is { IsQuick: false, Only: null, Results: { } file } && failures.Count == 0)
{
    await File.WriteAllTextAsync(file, MarkdownReport.Compose(results));
    await Console.Error.WriteLineAsync($"written: {Path.GetRelativePath(Environment.CurrentDirectory, file)}");
}

return failures.Count == 0 ? 0 : 1;
