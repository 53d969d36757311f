namespace Pathos.Cli.Tests;

/// <summary><c>pathos hosts</c> with a file that somebody else may have written.</summary>
public sealed class HostsCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Hosts_TextOfTheFileHasControlCharacters_ShowsThem()
    {
        string file = Path.Combine(_folder.Path, "hosts.json");
        await File.WriteAllTextAsync(file, """{ "hosts": { "maxi": { "profile": "p\u001b[2J\nlab", "environment": { "LEVEL": "1" } } } }""");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (int code, string output, string errors) = await CliRun.OfAsync("hosts", "--file", file);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains(@"p\u001B[2J\u000Alab", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Hosts_PathOfTheFileHasControlCharacters_ShowsThem()
    {
        string file = Path.Combine(_folder.Path, "h\u001b[2J.json");

        (_, string listed, _) = await CliRun.OfAsync("hosts", "--file", file);
        (int code, _, string errors) = await CliRun.OfAsync("hosts", "remove", "maxi\u001b[2J", "--file", file);

        Assert.Equal(1, code);
        Assert.Contains(@"h\u001B[2J.json", listed, StringComparison.Ordinal);
        Assert.Contains(@"maxi\u001B[2J", errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', listed + errors);
    }
}
