using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Pathos.Cli.Commands;

/// <summary><c>pathos work</c>: adds the workers of this machine to those of a server.</summary>
internal static class WorkCommand
{
    public const string Name = "work";

    private const int Ended = 0;
    private const int CannotWork = 1;

    public static Command Create()
    {
        var connect = new Option<string>("--connect") { Description = "The server, host:port.", Required = true };
        var workers = new Option<int?>("--workers") { Description = "How many tasks to run at a time. Default: as many as there are cores." };
        var secretFile = SecretOption.Create();
        var name = new Option<string?>("--name") { Description = "What this machine is called in errors. Default: its own name." };
        var drainTimeout = DrainOption.Create("running tasks may take after SIGTERM or SIGHUP before they are ended");
        var json = new Option<bool>("--json") { Description = "Say as lines of JSON on standard output when the server is reached, or not." };
        var command = new Command(
            Name,
            """
            Adds the workers of this machine to those of a server. The server may start later, and go and come back; this command goes on trying.

            Examples:
              pathos work --connect server:8899
              pathos work --connect server:8899 --workers 4 --name lab7

            SIGTERM, and SIGHUP, take no new work and end when what runs has ended, or --drain-timeout is over. Ctrl-C, or a second SIGTERM, ends at once; the pools run that work elsewhere.

            Exit codes: 0 it has ended as asked; 1 it cannot work; 2 a wrong argument.
            """)
        {
            connect, workers, secretFile, name, drainTimeout, json,
        };
        command.SetAction(parsed => RunAsync(
            parsed.GetValue(connect)!,
            parsed.GetValue(secretFile),
            new PoolHelperOptions
            {
                Workers = parsed.GetValue(workers),
                Name = parsed.GetValue(name),
                Status = new StatusLines(parsed.GetValue(json)),
            },
            TimeSpan.FromSeconds(parsed.GetValue(drainTimeout))));
        return command;
    }

    private static async Task<int> RunAsync(string server, string? secretFile, PoolHelperOptions options, TimeSpan drainTimeout)
    {
        using var interruption = new Interruption(PosixSignal.SIGINT, PosixSignal.SIGQUIT);
        using var termination = new Interruption(canHurry: true, PosixSignal.SIGTERM, PosixSignal.SIGHUP);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, termination.Hurry);
        using CancellationTokenRegistration bound = termination.Token.Register(() => end.CancelAfter(drainTimeout));
        try
        {
            await PoolHelper.RunAsync(server, SecretOption.Read(secretFile), options with { Drain = termination.Token }, end.Token).ConfigureAwait(false);
            return Ended;
        }
        catch (Exception error) when (error is PoolException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"pathos: {error.Message}").ConfigureAwait(false);
            return CannotWork;
        }
    }

    /// <summary>Says what is new; the same trouble again is not.</summary>
    private sealed class StatusLines(bool wantsJson) : IProgress<PoolHelperStatus>
    {
        private PoolHelperStatus? _last;

        public void Report(PoolHelperStatus value)
        {
            if (value == _last)
            {
                return;
            }

            _last = value;
            if (wantsJson)
            {
                Console.WriteLine(JsonSerializer.Serialize(new { connected = value.IsConnected, server = value.Server, workers = value.Workers, problem = value.Problem }));
            }
            else if (value.IsConnected)
            {
                Console.WriteLine($"Working for {value.Server} with {value.Workers} workers.");
            }
            else
            {
                Console.Error.WriteLine($"pathos: {value.Problem} Trying again.");
            }
        }
    }
}
