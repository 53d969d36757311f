using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Pathos.Cli.Remote;
using Pathos.Cli.Streams;

namespace Pathos.Cli.Commands;

/// <summary><c>pathos serve</c>: lends the workers of this machine to pools elsewhere.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    public static Command Create()
    {
        var listen = ServerArguments.Address("--listen", "Where to listen, host:port. Default: this machine only, port 8899.");
        listen.DefaultValueFactory = static _ => "127.0.0.1:8899";
        var workers = ServerArguments.Workers();
        var memory = MemoryOption.Create();
        var cache = ServerArguments.Cache();
        var secretFile = SecretOption.Create();
        var idleExit = ServerArguments.IdleExit();
        var discoveryPort = ServerArguments.DiscoveryPort();
        var noDiscovery = new Option<bool>("--no-discovery") { Description = "Cannot be found: clients have to name it." };
        var pidFile = new Option<string?>("--pid-file") { Description = "Write the process id to this file while serving." };
        var drainLimit = ServerArguments.DrainLimit("clients may take to finish after SIGTERM or SIGHUP before they are ended");
        var json = new Option<bool>("--json") { Description = "Say where it listens as a line of JSON on standard output." };
        var logJson = ServerArguments.LogJson();
        var command = new Command(
            Name,
            """
            Lends the workers of this machine to pools of other machines that hold the same secret. Several share them fairly.

            Examples:
              pathos secret
              pathos serve --listen 0.0.0.0:8899
              pathos serve --listen 0.0.0.0:0 --workers 4 --idle-exit 600 --json
              pathos serve --listen 0.0.0.0:8899 --worker-memory 2G --cache /var/cache/pathos --log-json

            Clients: Pool.Open("tcp://thismachine:8899/4"), or Pool.Open("tcp://*") for all servers of the network.
            SIGTERM, and SIGHUP, take no new clients and end when those of now have gone, or --drain-limit is over; Ctrl-C, or a second SIGTERM, ends at once.
            A server that drains leaves its port to the next one that is started there. SIGUSR1, SIGUSR2 and SIGXFSZ are passed over.

            Exit codes: 0 it has ended as asked; 1 it cannot serve, or ended otherwise; 2 a wrong argument.
            """)
        {
            listen, workers, memory, cache, secretFile, idleExit, discoveryPort, noDiscovery, pidFile, drainLimit, json, logJson,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(noDiscovery) is { Implicit: false } && result.GetResult(discoveryPort) is { Implicit: false })
            {
                result.AddError("--discovery-port says where the server is found, and --no-discovery that it is not. Give one of them.");
            }
        });
        command.SetAction(async parsed =>
        {
            using var log = new ServerLog(parsed.GetValue(logJson));
            return await RunAsync(
                new PoolServerOptions
                {
                    Listen = parsed.GetValue(listen)!,
                    Workers = parsed.GetValue(workers),
                    MaxMemoryPerWorker = parsed.GetValue(memory),
                    CacheFolder = parsed.GetValue(cache) is { } folder ? Path.GetFullPath(folder) : null,
                    IdleExit = parsed.GetValue(idleExit) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                    DiscoveryPort = parsed.GetValue(noDiscovery) ? null : parsed.GetValue(discoveryPort),
                    Logger = log,
                },
                log,
                parsed.GetValue(secretFile),
                parsed.GetValue(pidFile),
                TimeSpan.FromSeconds(parsed.GetValue(drainLimit)),
                parsed.GetValue(json)).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        PoolServerOptions options, ServerLog log, string? secretFile, string? pidFile, TimeSpan drainLimit, bool wantsJson)
    {
        using var passedOver = new PassedOverSignals();
        using var interruption = new Interruption(PosixSignal.SIGINT, PosixSignal.SIGQUIT);
        using var termination = new Interruption(canHurry: true, PosixSignal.SIGTERM, PosixSignal.SIGHUP);

        // While it starts there is no client to wait for.
        using var beforeClients = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, termination.Token);
        try
        {
            PoolServer server = await PoolServer.StartAsync(
                SecretOption.Read(secretFile), options, beforeClients.Token).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                if (pidFile is not null)
                {
                    await File.WriteAllTextAsync(
                        pidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), beforeClients.Token).ConfigureAwait(false);
                }

                try
                {
                    Announce(server, log, wantsJson);
                    await ServeAsync(server, log, interruption, termination, drainLimit).ConfigureAwait(false);
                }
                finally
                {
                    Remove(pidFile, log);
                }
            }

            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (beforeClients.IsCancellationRequested)
        {
            // Asked to end before it served.
            return ExitCodes.Done;
        }
        catch (Exception error)
        {
            // Whatever it was: a server that ends otherwise than it was asked says so, and is started again by who watches its exit code.
            log.Say(
                LogLevel.Error, error is PoolException or IOException or UnauthorizedAccessException ? error.Message : error.ToString());
            return ExitCodes.Failed;
        }
    }

    /// <summary>Says where the server is. It serves whether or not anybody can read that.</summary>
    private static void Announce(PoolServer server, ServerLog log, bool wantsJson)
    {
        try
        {
            Console.Out.WriteLine(wantsJson
                ? JsonSerializer.Serialize(new { address = server.Address.ToString(), workers = server.Workers, process = Environment.ProcessId, discoveryPort = server.DiscoveryPort })
                : $"Serving {server.Workers} workers at {server.Address}. Clients: Pool.Open(\"tcp://{server.Address}\").");
        }
        catch (OutputException error)
        {
            log.Say(LogLevel.Warning, $"serving {server.Workers} workers at {server.Address}; {error.Message}");
        }
    }

    /// <summary>Waits for the end: of the server by itself, by a signal to drain, or by Ctrl-C.</summary>
    private static async Task ServeAsync(
        PoolServer server, ServerLog log, Interruption interruption, Interruption termination, TimeSpan drainLimit)
    {
        Task terminated = WhenCancelled(termination.Token);
        Task cancelled = WhenCancelled(interruption.Token);
        Task first = await Task.WhenAny(server.Ended, terminated, cancelled).ConfigureAwait(false);
        if (first != terminated)
        {
            await first.ConfigureAwait(false);
            return;
        }

        log.Say(LogLevel.Information, $"draining; {server.GetClients().Count} clients are left.");
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, termination.Hurry);
        giveUp.CancelAfter(drainLimit);
        try
        {
            await server.DrainAsync(giveUp.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server is disposed next, which ends the workers of these clients.
            log.Say(LogLevel.Warning, $"{server.GetClients().Count} clients have not gone and are ended.");
        }
    }

    private static void Remove(string? pidFile, ServerLog log)
    {
        try
        {
            if (pidFile is not null)
            {
                File.Delete(pidFile);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.Say(LogLevel.Warning, $"the file of the process id is left: {error.Message}");
        }
    }

    private static Task WhenCancelled(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(cancelled.SetResult);
        return cancelled.Task;
    }
}
