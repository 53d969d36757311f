using System.CommandLine;
using System.Runtime.InteropServices;
using Pathos.Cli.Remote;
using Pathos.Cli.Rendering;

namespace Pathos.Cli.Commands;

/// <summary><c>pathos check</c>: opens a pool as a program would, and tells whether it works here.</summary>
internal static class CheckCommand
{
    public const string Name = "check";

    private const int Works = 0;
    private const int DoesNotWork = 1;
    private const int WrongArgument = 2;

    public static Command Create()
    {
        var specs = new Argument<string[]>("spec")
        {
            Description = "Host specs as Pool.Open takes them: serial, threads/4, local/2, ssh://maxi/8, or several. Default: local, with a worker for each core.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        specs.Validators.Add(static result =>
        {
            // A misspelt option would be taken for the name of a server.
            if (result.Tokens.FirstOrDefault(static token => token.Value.StartsWith('-')) is { } option)
            {
                result.AddError($"'{option.Value}' is no option of check.");
            }
        });
        var json = new Option<bool>("--json") { Description = "The report as JSON on standard output." };
        var hosts = new HostArguments();
        var command = new Command(
            Name,
            """
            Opens a pool, asks every worker who it is, and times single calls.

            Examples:
              pathos check
              pathos check local/2 threads/4
              pathos check local/8 --json
              pathos check ssh://maxi ssh://alice@mini/4

            Exit codes: 0 the pool works; 1 it cannot be opened or fails; 2 a wrong argument.
            """)
        {
            specs, json,
        };
        hosts.AddTo(command);
        command.SetAction(parsed => RunAsync(parsed.GetValue(specs) is { Length: > 0 } given ? given : ["local"], hosts.Ssh(parsed), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(string[] specs, SshOptions ssh, bool wantsJson)
    {
        using var interruption = new Interruption(PosixSignal.SIGINT, PosixSignal.SIGTERM);
        try
        {
            PoolReport report = await PoolReport.OfAsync(specs, ssh, interruption.Token).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(wantsJson ? report.ToJson() : report.ToText()).ConfigureAwait(false);
            return Works;
        }
        catch (HostSpecException error)
        {
            await Console.Error.WriteLineAsync($"pathos: {Visible.Text(error.Message)}").ConfigureAwait(false);
            return WrongArgument;
        }
        catch (Exception error) when (error is PoolException or HostRegistryException or OperationCanceledException or IOException)
        {
            await Console.Error.WriteLineAsync($"pathos: {Visible.Lines(error.Message)}").ConfigureAwait(false);
            return DoesNotWork;
        }
    }
}
