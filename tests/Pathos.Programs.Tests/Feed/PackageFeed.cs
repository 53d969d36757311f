using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;

namespace Pathos.Programs.Tests;

/// <summary>The packages of this build, in a folder that programs restore from; and the place where these programs live. All of it goes with the last test.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    // What tells our own descendants from everybody else's processes: they inherit it.
    private const string Mark = "PATHOS_PROGRAMS_TEST";

    private static readonly string[] s_foreign =
    [
        // Those of the build and the runner that this test itself runs under.
        "MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly", "MSBUILDENSURESTDOUTFORTASKPROCESSES",
        "DOTNET_STARTUP_HOOKS", "VSTEST_CONNECTION_TIMEOUT", "VSTEST_HOST_DEBUG", "VSTEST_BLAMEHANG_TESTTIMEOUT",
    ];

    private readonly string _unique = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
    private readonly ConcurrentDictionary<string, Lazy<Task<BuiltProgram>>> _built = new(StringComparer.Ordinal);

    public PackageFeed() => Root = Directory.CreateTempSubdirectory("pathos-programs-").FullName;

    public string Root { get; }

    public string Version => $"0.1.0-test.{_unique}";

    public string RepoRoot { get; } = Metadata("RepoRoot");

    public string Configuration { get; } = Metadata("Configuration");

    internal IReadOnlyDictionary<string, string?> Environment { get; private set; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    public async Task InitializeAsync()
    {
        CommandResult locals = await new Command("dotnet", ["nuget", "locals", "global-packages", "--list"], Root, Clean()).RunAsync();
        string global = locals.MustSucceed().Output.Split(": ", 2)[1].Trim();
        Dictionary<string, string?> environment = Clean();

        // What the machine has is used from where it lies; what is new, ours among it, goes into a folder that is deleted.
        environment["NUGET_PACKAGES"] = Path.Combine(Root, "packages");
        environment["RestoreFallbackFolders"] = global;

        // The builds of file-based programs lie here.
        environment["XDG_DATA_HOME"] = Path.Combine(Root, "data");
        environment["PathosVersion"] = Version;
        environment[Mark] = _unique;

        // No build server outlives the build.
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["UseSharedCompilation"] = "false";
        Environment = environment;

        string feed = Path.Combine(Root, "feed");
        CommandResult pack = await new Command(
            "dotnet",
            ["pack", Path.Combine(RepoRoot, "Pathos.slnx"), "--configuration", Configuration, "--no-build", "--output", feed, $"-p:PackageVersion={Version}", "--verbosity", "quiet"],
            RepoRoot,
            Clean()).RunAsync();
        pack.MustSucceed();
        await File.WriteAllTextAsync(
            Path.Combine(Root, "NuGet.config"), $"""<configuration><packageSources><add key="pathos-tests" value="{feed}" /></packageSources></configuration>""");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Builds a program once, however many tests run it.</summary>
    internal Task<BuiltProgram> BuiltAsync(string name, Func<Task<BuiltProgram>> build) =>
        _built.GetOrAdd(name, _ => new Lazy<Task<BuiltProgram>>(build)).Value;

    /// <summary>Copies the sources of a program, with those that all programs share, into a folder of its own.</summary>
    /// <param name="name">What to call the folder.</param>
    /// <param name="sources">The folders under Programs.</param>
    internal string Lay(string name, params string[] sources)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
        foreach (string source in sources)
        {
            foreach (string file in Directory.GetFiles(Path.Combine(RepoRoot, "tests", "Pathos.Programs.Tests", "Programs", source)))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }
        }

        return folder;
    }

    internal async Task DotnetAsync(string folder, params string[] arguments) =>
        (await new Command("dotnet", arguments, folder, Environment).RunAsync()).MustSucceed();

    /// <summary>The same for a build that reaches the sources of this repository, which keep to the packages that they were restored with.</summary>
    internal async Task DotnetOfTheSourcesAsync(string folder, params string[] arguments)
    {
        Dictionary<string, string?> environment = Clean();
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["UseSharedCompilation"] = "false";
        (await new Command("dotnet", arguments, folder, environment).RunAsync()).MustSucceed();
    }

    /// <summary>Gets the command lines of processes that programs of these tests left behind.</summary>
    internal IReadOnlyList<string> Leftovers() =>
        [.. Directory.GetDirectories("/proc").Where(static path => int.TryParse(Path.GetFileName(path), out _)).Where(IsOurs).Select(static path => Read(path, "cmdline"))];

    /// <summary>What is left when SSH clients that were hung up on have left by themselves: each waits for its server to hear of it.</summary>
    internal async Task<IReadOnlyList<string>> LeftoversAtLastAsync()
    {
        long since = Stopwatch.GetTimestamp();
        while (Leftovers().Count > 0 && Stopwatch.GetElapsedTime(since) < TestTimeouts.Unexpected)
        {
            await Task.Delay(20);
        }

        return Leftovers();
    }

    private bool IsOurs(string process) => Read(process, "environ").Contains($"{Mark}={_unique}", StringComparison.Ordinal);

    private static string Read(string process, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file)).Replace('\0', ' ');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked, so it is not left behind.
            return "";
        }
    }

    private static Dictionary<string, string?> Clean() => s_foreign.ToDictionary(static name => name, static _ => (string?)null, StringComparer.Ordinal);

    private static string Metadata(string key) =>
        typeof(PackageFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;
}
