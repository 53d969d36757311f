using System.Diagnostics;

namespace Pathos.Remote.Tests;

/// <summary>The sample of remote hosts, run as its reader would.</summary>
[Collection(SshHosts.Collection)]
public sealed class RemoteHostsSampleTests(SshHosts hosts)
{
    [Fact]
    public async Task Sample_TwoHosts_CountsTheSameHereAndThere()
    {
        (int exitCode, string output, string errors) = await RunAsync("--config", hosts.Servers.ConfigPath, "hosta/1", "hostb/1");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("local/2: 148933 primes below 2000000, found by 2 workers", output, StringComparison.Ordinal);
        Assert.Contains("ssh://hosta/1 and ssh://hostb/1: 148933 primes below 2000000, found by 2 workers", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sample_HostIsNotThere_SaysWhichAndFails()
    {
        (int exitCode, _, string errors) = await RunAsync("--config", hosts.Servers.ConfigPath, "no-such-host.invalid/1");

        Assert.Equal(1, exitCode);
        Assert.Contains("no-such-host.invalid", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sample_NoArguments_ExplainsItself()
    {
        (int exitCode, string output, _) = await RunAsync();

        Assert.Equal(0, exitCode);
        Assert.Contains("--config", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "RemoteHosts.dll");
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["exec", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().Soon();
        return (process.ExitCode, await output, await errors);
    }
}
