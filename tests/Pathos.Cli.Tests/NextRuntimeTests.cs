using System.Diagnostics;
using System.Text.Json;

namespace Pathos.Cli.Tests;

/// <summary>A server and its client that run different major versions of .NET: neither can use the other, and each says so where it runs.</summary>
public sealed class NextRuntimeTests : IDisposable
{
    private const string Secret = "the secret of two runtimes";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_OfAnotherMajorVersionThanTheServer_IsRefusedOnBothSidesWithBothVersionsAndTheCure(bool isServerNewer)
    {
        string newer = await NextRuntimeAsync();
        string secret = Path.Combine(_folder.Path, "secret");
        await File.WriteAllTextAsync(secret, Secret);
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await using PathosProcess server = Start(isServerNewer, "serve", "--listen", "127.0.0.1:0", "--workers", "1", "--json", "--no-discovery");
        using JsonDocument said = JsonDocument.Parse((await server.ReadLineAsync())!);
        await using PathosProcess client = Start(!isServerNewer, "check", $"tcp://{said.RootElement.GetProperty("address").GetString()}/1");

        (int code, _, string refusal) = await client.EndAsync();
        server.Signal("TERM");
        (_, _, string log) = await server.EndAsync();

        Assert.Equal(1, code);
        Assert.All([refusal, log], text =>
        {
            Assert.Contains($".NET {Environment.Version}", text, StringComparison.Ordinal);
            Assert.Contains(".NET 11.", text, StringComparison.Ordinal);
            Assert.Contains("the same major version of .NET", text, StringComparison.Ordinal);
        });

        PathosProcess Start(bool isNewer, params string[] arguments)
        {
            (string, string?)[] variables = [(PoolCredentials.Variable, null), (PoolCredentials.FileVariable, secret)];
            return isNewer ? PathosProcess.StartOn(newer, arguments, variables) : PathosProcess.Start(arguments, variables);
        }
    }

    /// <summary>Makes the folder of the next runtime, or finds it made.</summary>
    private static async Task<string> NextRuntimeAsync()
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "eng", "next-runtime")) { RedirectStandardOutput = true, UseShellExecute = false };
        using Process script = Process.Start(start)!;
        string folder = (await script.StandardOutput.ReadToEndAsync().Soon()).Trim();
        await script.WaitForExitAsync().Soon();
        Assert.Equal(0, script.ExitCode);
        return folder;
    }
}
