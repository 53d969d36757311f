namespace Pathos.Programs.Tests;

/// <summary>A program with packages that are newer than the framework: what it runs with is what its tasks run with, for every use of every package.</summary>
[Collection(FeedCollection.Name)]
public abstract class NewerPackageContract(PackageFeed feed)
{
    // Ten packages, eight uses each.
    private const int Lines = 80;

    private const string Secret = "a secret that only these tests know";

    private protected PackageFeed Feed { get; } = feed;

    [Fact]
    public async Task Program_WithPackagesNewerThanTheFramework_RunsItsTasksWithThem() => await RunAsync();

    [Fact]
    public async Task Program_OnAHost_RunsItsTasksThereWithThem()
    {
        await using SshServers hosts = await SshServers.StartAsync(1);

        await RunAsync("ssh", hosts.ConfigPath, "ssh://hosta/1");

        // What came is in the cache of the host: the second time, it is found there.
        await RunAsync("ssh", hosts.ConfigPath, "ssh://hosta/1");
    }

    [Fact]
    public async Task Program_OnAServer_RunsItsTasksThereWithThem()
    {
        string cache = Path.Combine(Feed.Root, $"cache of {GetType().Name}");
        await using PoolServer server = await PoolServer.StartAsync(PoolCredentials.FromSecret(Secret), new PoolServerOptions { Workers = 2, Listen = "127.0.0.1:0", CacheFolder = cache });

        await RunAsync("tcp", $"tcp://{server.Address}/1", Secret);

        Assert.NotEmpty(Directory.GetFiles(cache, "System.Text.Json.dll", SearchOption.AllDirectories));
    }

    /// <summary>Gets whether the packages are of a later version than the framework, so that the program cannot but run with them.</summary>
    private protected virtual bool AreNewer => true;

    private protected abstract Task<BuiltProgram> BuildAsync();

    /// <summary>Runs the program and looks at every line that it tells.</summary>
    /// <param name="arguments">Where its pool shall be.</param>
    private protected async Task RunAsync(params string[] arguments)
    {
        BuiltProgram program = await Feed.BuiltAsync(GetType().Name, BuildAsync);
        string temporary = Directory.CreateDirectory(Path.Combine(Feed.Root, "t")).FullName;
        var environment = new Dictionary<string, string?>(Feed.Environment, StringComparer.Ordinal) { ["TMPDIR"] = temporary };

        CommandResult result = await new Command(program.FileName, arguments, program.Folder, environment).RunAsync();

        Dictionary<string, string> facts = result.MustSucceed().Facts();
        Assert.All(facts, fact => Assert.Equal(new(fact.Key, !AreNewer && fact.Key.EndsWith(" newer", StringComparison.Ordinal) ? "wrong" : "ok"), fact));
        Assert.Equal(Lines, facts.Count);
        Assert.Empty(arguments.Length == 0 ? Feed.Leftovers() : await Feed.LeftoversAtLastAsync());
        Assert.Empty(Directory.GetDirectories(temporary, "pathos-*"));
    }

    private protected async Task<BuiltProgram> PublishAsync(string name, params string[] switches)
    {
        string folder = Feed.Lay(name, "Newer");
        await Feed.DotnetAsync(folder, ["publish", "--use-current-runtime", "--output", "out", .. switches]);
        return new BuiltProgram(Path.Combine(folder, "out"), Path.Combine(folder, "out", "Newer"));
    }
}

public sealed class NewerPackageTests(PackageFeed feed) : NewerPackageContract(feed)
{
    private protected override async Task<BuiltProgram> BuildAsync()
    {
        string folder = Feed.Lay("newer", "Newer");
        await Feed.DotnetAsync(folder, "build");
        return new BuiltProgram(folder, Path.Combine(folder, "bin", "Debug", "net10.0", "Newer"));
    }
}

public sealed class SingleFileNewerPackageTests(PackageFeed feed) : NewerPackageContract(feed)
{
    private protected override Task<BuiltProgram> BuildAsync() => PublishAsync("newer-single", "--self-contained", "false", "-p:PublishSingleFile=true");
}

public sealed class SelfContainedNewerPackageTests(PackageFeed feed) : NewerPackageContract(feed)
{
    private protected override Task<BuiltProgram> BuildAsync() => PublishAsync("newer-contained", "--self-contained", "true");
}

public sealed class SelfContainedSingleFileNewerPackageTests(PackageFeed feed) : NewerPackageContract(feed)
{
    private protected override Task<BuiltProgram> BuildAsync() => PublishAsync("newer-contained-single", "--self-contained", "true", "-p:PublishSingleFile=true");
}

/// <summary>Packages of the framework's own version. Which of the two a program runs with depends on the builds, and differs from package to package.</summary>
public sealed class SameVersionPackageTests(PackageFeed feed) : NewerPackageContract(feed)
{
    private protected override bool AreNewer => false;

    private protected override async Task<BuiltProgram> BuildAsync()
    {
        string folder = Feed.Lay("same-version", "Newer");

        // The restore would leave out what the framework has.
        await Feed.DotnetAsync(folder, "build", "-p:NewerVersion=10.0.14", "-p:RestoreEnablePackagePruning=false");
        return new BuiltProgram(folder, Path.Combine(folder, "bin", "Debug", "net10.0", "Newer"));
    }
}
