using System.Diagnostics;
using Pathos.Distributed;

namespace Pathos.Secure.Tests;

/// <summary>One call of the real client, as the command line describes it.</summary>
internal sealed record ClientRun(int ExitCode, string Output, string[] ErrorLines)
{
    public static Task<ClientRun> OfAsync(string host, SshOptions options, string command, string input = "") =>
        OfAsync(SshCommandLine.Describe(SshHost.Parse(host), options, command), input);

    public static async Task<ClientRun> OfAsync(ProcessStartInfo call, string input = "")
    {
        using Process client = Process.Start(call)!;
        await client.StandardInput.WriteAsync(input).Soon();
        client.StandardInput.Close();
        Task<string> output = client.StandardOutput.ReadToEndAsync();
        string errors = await client.StandardError.ReadToEndAsync().Soon();
        await client.WaitForExitAsync().Soon();
        return new ClientRun(client.ExitCode, await output.Soon(), errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
