using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Pathos.Cli.Remote;
using Pathos.Cli.Streams;

namespace Pathos.Cli.Commands;

/// <summary><c>pathos work</c>: adds the workers of this machine to those of a server.</summary>
internal static class WorkCommand
{
    public const string Name = "work";

    public static Command Create()
    {
        var connect = ServerArguments.Address("--connect", "The server, host:port.");
        connect.Required = true;
        var workers = ServerArguments.Workers();
        var memory = MemoryOption.Create();
        var cache = ServerArguments.Cache();
        var secretFile = SecretOption.Create();
        var name = ServerArguments.MachineName();
        var drainLimit = ServerArguments.DrainLimit("running tasks may take after SIGTERM or SIGHUP before they are ended");
        var json = new Option<bool>("--json")
        {
            Description = "Say as lines of JSON on standard output when the server is reached, or not.",
        };
        var logJson = ServerArguments.LogJson();
        var command = new Command(
            Name,
            """
            Adds the workers of this machine to those of a server. The server may start later, and go and come back; this command goes on trying.

            Examples:
              pathos work --connect server:8899
              pathos work --connect server:8899 --workers 4 --name lab7

            SIGTERM, and SIGHUP, take no new work and end when what runs has ended, or --drain-limit is over. Ctrl-C, or a second SIGTERM, ends at once; the pools run that work elsewhere.

            Exit codes: 0 it has ended as asked; 1 it cannot work, or ended otherwise; 2 a wrong argument.
            """)
        {
            connect, workers, memory, cache, secretFile, name, drainLimit, json, logJson,
        };
        command.SetAction(async parsed =>
        {
            using var log = new ServerLog(parsed.GetValue(logJson));
            return await RunAsync(
                parsed.GetValue(connect)!,
                parsed.GetValue(secretFile),
                new PoolHelperOptions
                {
                    Workers = parsed.GetValue(workers),
                    MaxMemoryPerWorker = parsed.GetValue(memory),
                    CacheFolder = parsed.GetValue(cache) is { } folder ? Path.GetFullPath(folder) : null,
                    Name = parsed.GetValue(name),
                    Status = new StatusLines(parsed.GetValue(json), log),
                    Logger = log,
                },
                log,
                TimeSpan.FromSeconds(parsed.GetValue(drainLimit))).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string server, string? secretFile, PoolHelperOptions options, ServerLog log, TimeSpan drainLimit)
    {
        using var passedOver = new PassedOverSignals();
        using var interruption = new Interruption(PosixSignal.SIGINT, PosixSignal.SIGQUIT);
        using var termination = new Interruption(canHurry: true, PosixSignal.SIGTERM, PosixSignal.SIGHUP);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, termination.Hurry);
        using CancellationTokenRegistration bound = termination.Token.Register(() => end.CancelAfter(drainLimit));
        try
        {
            await PoolHelper.RunAsync(
                server, SecretOption.Read(secretFile), options with { Drain = termination.Token }, end.Token).ConfigureAwait(false);
            return ExitCodes.Done;
        }
        catch (Exception error)
        {
            log.Say(LogLevel.Error, error is PoolException ? error.Message : error.ToString());
            return ExitCodes.Failed;
        }
    }

    /// <summary>Says what is new; the same trouble again is not. Whether anybody can read it does not matter to the work.</summary>
    private sealed class StatusLines(bool wantsJson, ServerLog log) : IProgress<PoolHelperStatus>
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
                Say(JsonSerializer.Serialize(new { connected = value.IsConnected, server = value.Server, workers = value.Workers, problem = value.Problem }));
            }
            else if (value.IsConnected)
            {
                Say($"Working for {value.Server} with {value.Workers} workers.");
            }
            else
            {
                log.Say(LogLevel.Warning, $"{value.Problem} Trying again.");
            }
        }

        private void Say(string line)
        {
            try
            {
                Console.WriteLine(line);
            }
            catch (OutputException error)
            {
                log.Say(LogLevel.Warning, error.Message);
            }
        }
    }
}
