using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Pathos.Cli.Commands;

/// <summary><c>pathos serve</c>: lends the workers of this machine to pools elsewhere.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    private const int Ended = 0;
    private const int CannotServe = 1;

    public static Command Create()
    {
        var listen = new Option<string>("--listen") { Description = "Where to listen, host:port. Default: this machine only, port 8899.", DefaultValueFactory = static _ => "127.0.0.1:8899" };
        var workers = new Option<int?>("--workers") { Description = "How many tasks to run at a time. Default: as many as there are cores." };
        var secretFile = SecretOption.Create();
        var idleExit = new Option<double?>("--idle-exit") { Description = "End after so many seconds without a client." };
        var discoveryPort = new Option<int>("--discovery-port") { Description = "The UDP port at which clients find it that look for tcp://*.", DefaultValueFactory = static _ => new PoolServerOptions().DiscoveryPort!.Value };
        var noDiscovery = new Option<bool>("--no-discovery") { Description = "Cannot be found: clients have to name it." };
        var pidFile = new Option<string?>("--pid-file") { Description = "Write the process id to this file while serving." };
        var drainTimeout = DrainOption.Create("clients may take to finish after SIGTERM or SIGHUP before they are ended");
        var json = new Option<bool>("--json") { Description = "Say where it listens as a line of JSON on standard output." };
        var command = new Command(
            Name,
            """
            Lends the workers of this machine to pools of other machines that hold the same secret. Several share them fairly.

            Examples:
              pathos secret
              pathos serve --listen 0.0.0.0:8899
              pathos serve --listen 0.0.0.0:0 --workers 4 --idle-exit 600 --json

            Clients: Pool.Open("tcp://thismachine:8899/4"), or Pool.Open("tcp://*") for all servers of the network.
            SIGTERM, and SIGHUP, take no new clients and end when those of now have gone, or --drain-timeout is over; Ctrl-C, or a second SIGTERM, ends at once.

            Exit codes: 0 it has ended as asked; 1 it cannot serve; 2 a wrong argument.
            """)
        {
            listen, workers, secretFile, idleExit, discoveryPort, noDiscovery, pidFile, drainTimeout, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(noDiscovery) is { Implicit: false } && result.GetResult(discoveryPort) is { Implicit: false })
            {
                result.AddError("--discovery-port says where the server is found, and --no-discovery that it is not. Give one of them.");
            }
        });
        command.SetAction(parsed => RunAsync(
            new PoolServerOptions
            {
                Listen = parsed.GetValue(listen)!,
                Workers = parsed.GetValue(workers),
                IdleExit = parsed.GetValue(idleExit) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                DiscoveryPort = parsed.GetValue(noDiscovery) ? null : parsed.GetValue(discoveryPort),
                Logger = new ErrorLog(),
            },
            parsed.GetValue(secretFile),
            parsed.GetValue(pidFile),
            TimeSpan.FromSeconds(parsed.GetValue(drainTimeout)),
            parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(PoolServerOptions options, string? secretFile, string? pidFile, TimeSpan drainTimeout, bool wantsJson)
    {
        using var interruption = new Interruption(PosixSignal.SIGINT, PosixSignal.SIGQUIT);
        using var termination = new Interruption(canHurry: true, PosixSignal.SIGTERM, PosixSignal.SIGHUP);

        // While it starts there is no client to wait for.
        using var beforeClients = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, termination.Token);
        CancellationToken cancellationToken = beforeClients.Token;
        try
        {
            PoolServer server = await PoolServer.StartAsync(SecretOption.Read(secretFile), options, cancellationToken).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                if (pidFile is not null)
                {
                    await File.WriteAllTextAsync(pidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), cancellationToken).ConfigureAwait(false);
                }

                try
                {
                    await Console.Out.WriteLineAsync(wantsJson
                        ? JsonSerializer.Serialize(new { address = server.Address.ToString(), workers = server.Workers, process = Environment.ProcessId, discoveryPort = server.DiscoveryPort })
                        : $"Serving {server.Workers} workers at {server.Address}. Clients: Pool.Open(\"tcp://{server.Address}\").").ConfigureAwait(false);
                    await ServeAsync(server, interruption, termination, drainTimeout).ConfigureAwait(false);
                }
                finally
                {
                    if (pidFile is not null)
                    {
                        File.Delete(pidFile);
                    }
                }
            }

            return Ended;
        }
        catch (OperationCanceledException)
        {
            // Asked to end before it served.
            return Ended;
        }
        catch (Exception error) when (error is PoolException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"pathos: {error.Message}").ConfigureAwait(false);
            return CannotServe;
        }
    }

    /// <summary>Waits for the end: of the server by itself, by a signal to drain, or by Ctrl-C.</summary>
    private static async Task ServeAsync(PoolServer server, Interruption interruption, Interruption termination, TimeSpan drainTimeout)
    {
        Task terminated = WhenCancelled(termination.Token);
        Task cancelled = WhenCancelled(interruption.Token);
        Task first = await Task.WhenAny(server.Ended, terminated, cancelled).ConfigureAwait(false);
        if (first != terminated)
        {
            return;
        }

        await Console.Error.WriteLineAsync($"pathos: draining; {server.GetClients().Count} clients are left.").ConfigureAwait(false);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, termination.Hurry);
        giveUp.CancelAfter(drainTimeout);
        try
        {
            await server.DrainAsync(giveUp.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server is disposed next, which ends the workers of these clients.
            await Console.Error.WriteLineAsync($"pathos: {server.GetClients().Count} clients have not gone and are ended.").ConfigureAwait(false);
        }
    }

    private static Task WhenCancelled(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(cancelled.SetResult);
        return cancelled.Task;
    }
}
