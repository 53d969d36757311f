namespace Pathos.Programs.Tests;

/// <summary>A program with settings files, read by the libraries that programs read them with.</summary>
public sealed class SettingsTests(PackageFeed feed) : ProgramContract(feed)
{
    private protected override Dictionary<string, string> OwnFacts => new(StringComparer.Ordinal)
    {
        ["config"] = "hello",
        ["config file"] = Path.Combine(Output(Folder), "Settings.dll.config"),
        ["dependencies"] = "Newtonsoft.Json Settings",
        ["json"] = "hello",
        ["switch"] = "on",
        ["config elsewhere"] = "hello",
        ["dependencies elsewhere"] = "True",
        ["config without a file"] = "none",
        ["chosen config"] = "good day",
    };

    private string Folder => Path.Combine(Feed.Root, "settings");

    private protected override async Task<BuiltProgram> BuildAsync()
    {
        string folder = Feed.Lay("settings", "Facts", "Settings");
        await Feed.DotnetAsync(folder, "build");
        return new BuiltProgram(folder, Path.Combine(Output(folder), "Settings"));
    }

    private static string Output(string folder) => Path.Combine(folder, "bin", "Debug", "net10.0");
}

/// <summary>
/// The same as a single file: its entry assembly has no file, and its settings file is known by the assembly's name alone.
/// </summary>
public sealed class SingleFileSettingsTests(PackageFeed feed) : ProgramContract(feed)
{
    private protected override Dictionary<string, string> OwnFacts => new(StringComparer.Ordinal)
    {
        ["config"] = "hello",
        ["config file"] = Path.Combine(Feed.Root, "single settings", "out", "Settings.dll.config"),

        // Nothing lists them there, for the program as little as for its tasks.
        ["dependencies"] = "",
        ["json"] = "hello",
        ["switch"] = "on",
        ["config elsewhere"] = "hello",
        ["dependencies elsewhere"] = "False",
        ["config without a file"] = "none",
        ["chosen config"] = "good day",
    };

    private protected override async Task<BuiltProgram> BuildAsync()
    {
        string folder = Feed.Lay("single settings", "Facts", "Settings");
        await Feed.DotnetAsync(folder, "publish", "--use-current-runtime", "--self-contained", "false", "--output", "out", "-p:PublishSingleFile=true");
        return new BuiltProgram(Path.Combine(folder, "out"), Path.Combine(folder, "out", "Settings"));
    }
}
