using System.CommandLine;
using System.Text.Json;
using Pathos.Cli.Remote;

namespace Pathos.Cli.Commands;

/// <summary><c>pathos connect</c>: a tunnel, for as long as the command runs.</summary>
internal static class ConnectCommand
{
    public static Command Create()
    {
        var host = new Argument<string>("host")
        {
            Description = "Where it leads: [user@]host[:port], or one of 'pathos hosts'; a name alone with --through.",
        };
        var tunnel = new Option<int?>("--tunnel")
        {
            Description = "The port there. Default: one on which nothing listens yet, for a server that you start there.",
        };
        var through = new Option<string?>("--through")
        {
            Description = "The host that passes connections on, when the other cannot be reached from here.",
        };
        var local = new Option<int>("--local-port") { Description = "The port of this machine. Default: one that is free." };
        var json = new Option<bool>("--json") { Description = "What is printed as JSON." };
        var hosts = new HostArguments();
        var there = new ServerThere();
        var command = new Command(
            "connect",
            """
            Opens a tunnel from a port of this machine to one of another host, prints the port here, and keeps it open until Ctrl-C.
            It connects again when the connection broke.

            With --serve it starts a pool server there first, which only that host's own programs and this tunnel can reach, and prints its address for pools here. The server ends with this command,
            and with the connection.

            Examples:
              pathos connect maxi --tunnel 8888
              pathos connect database --tunnel 5432 --through alice@gate
              pathos connect maxi --json
              pathos connect maxi --serve --workers 8

            Exit codes: 0 ended by Ctrl-C; 1 the local port is taken, or no server starts there; 2 a wrong argument; 255 the host cannot be reached, or the connection to its server was lost.
            """)
        {
            host, tunnel, through, local, json,
        };
        hosts.AddTo(command);
        there.AddTo(command);
        command.SetAction((parsed, cancellationToken) => ExitCodes.OfAsync(async () =>
        {
            SshOptions ssh = hosts.Ssh(parsed);
            if (there.IsWanted(parsed))
            {
                return parsed.GetValue(through) is null
                    ? await there.RunAsync(parsed, parsed.GetValue(host)!, parsed.GetValue(tunnel), parsed.GetValue(local), ssh, parsed.GetValue(json), cancellationToken).ConfigureAwait(false)
                    : throw new FormatException("--serve starts a server where this user can log in. For a way through another host, let the SSH client's configuration name it: ProxyJump.");
            }

            string? gate = parsed.GetValue(through) is { } name ? HostArguments.AddressOf(name) : null;

            // Behind another host, the name is that host's to know.
            string target = gate is null ? HostArguments.AddressOf(parsed.GetValue(host)!) : parsed.GetValue(host)!;
            int port = parsed.GetValue(tunnel)
                ?? (gate is null ? (await Ports.PickFreeAsync(target, options: ssh, cancellationToken: cancellationToken).ConfigureAwait(false))[0] : throw new FormatException("With --through, --tunnel says which port."));
            SshTunnel open = await SshTunnel.OpenAsync(target, port, gate, new SshTunnelOptions { Ssh = ssh, LocalPort = parsed.GetValue(local) }, cancellationToken).ConfigureAwait(false);
            await using (open.ConfigureAwait(false))
            {
                await Console.Out.WriteLineAsync(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(
                        new { localPort = open.LocalPort, host = open.Host, port = open.Port, through = open.Through })
                    : $"127.0.0.1:{open.LocalPort} leads to port {open.Port} of {open.Host}. Ctrl-C ends it.").ConfigureAwait(false);
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return ExitCodes.Done;
        }));
        return command;
    }
}
