namespace Pathos.Programs.Tests;

/// <summary>What every kind of program can do when it has installed the package: one thin class a kind says how it is built.</summary>
[Collection(FeedCollection.Name)]
public abstract class ProgramContract(PackageFeed feed)
{
    private protected PackageFeed Feed { get; } = feed;

    /// <summary>Gets what this kind tells beyond what all of them tell.</summary>
    private protected virtual Dictionary<string, string> OwnFacts => [];

    [Fact]
    public async Task Program_OpensAPoolOfProcesses_TasksRunInWorkersWithItsCode()
    {
        CommandResult result = await RunAsync(worker: null);

        Assert.True(result.ExitCode == 0, result.ToString());
        var expected = new Dictionary<string, string>(OwnFacts, StringComparer.Ordinal)
        {
            ["orders"] = "tea 3, milk 6",
            ["package"] = "42",
            ["processes"] = "3",
            ["entry"] = "True",
            ["base directory"] = "True",
            ["input"] = "at its end",
            ["nested"] = "21",
            ["error"] = "SoldOutException tea There is no tea.",
            ["remote stack"] = "True",
        };
        Dictionary<string, string> facts = result.Facts();
        Assert.All(expected, fact => Assert.Equal(fact, new(fact.Key, facts.GetValueOrDefault(fact.Key, "was not told"))));
    }

    [Fact]
    public async Task Program_IsStartedAsAWorker_OpensNoPool()
    {
        CommandResult result = await RunAsync(worker: "1");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("This process was started as a worker", result.Output + result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("orders=", result.Output, StringComparison.Ordinal);
    }

    private protected abstract Task<BuiltProgram> BuildAsync();

    /// <summary>Runs the program and looks at what it leaves behind: no process, and no file where pools keep theirs.</summary>
    /// <param name="worker">The variable that marks a process as a worker.</param>
    private async Task<CommandResult> RunAsync(string? worker)
    {
        BuiltProgram program = await Feed.BuiltAsync(GetType().Name, BuildAsync);
        string temporary = Directory.CreateDirectory(Path.Combine(Feed.Root, "t")).FullName;
        var environment = new Dictionary<string, string?>(Feed.Environment, StringComparer.Ordinal)
        {
            ["PATHOS_WORKER"] = worker,
            ["TMPDIR"] = temporary,
            ["FACTS_FILE"] = program.FactsFile,
        };
        if (program.FactsFile is { } stale)
        {
            File.Delete(stale);
        }

        // A program that may open no pool must not have tried to: a pool's folder is made before its first worker, and seen as it is made.
        var opened = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var watcher = new FileSystemWatcher(temporary, "pathos-*") { NotifyFilter = NotifyFilters.DirectoryName };
        watcher.Created += (_, created) => opened.Enqueue(created.FullPath);
        watcher.EnableRaisingEvents = true;
        CommandResult result = await new Command(program.FileName, program.Arguments, program.Folder, environment).RunAsync(program.Converse);
        if (program.FactsFile is { } facts && File.Exists(facts))
        {
            result = result with { Output = result.Output + await File.ReadAllTextAsync(facts) };
        }

        Assert.Empty(Feed.Leftovers());
        Assert.Empty(Directory.GetDirectories(temporary, "pathos-*"));
        if (worker is not null)
        {
            Assert.Empty(opened);
        }

        return result;
    }
}
