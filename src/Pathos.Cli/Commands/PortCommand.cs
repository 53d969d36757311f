using System.CommandLine;
using System.Text.Json;
using Pathos.Cli.Remote;

namespace Pathos.Cli.Commands;

/// <summary><c>pathos port</c>: free ports, of this machine or another.</summary>
internal static class PortCommand
{
    public static Command Create()
    {
        var count = new Option<int>("--count", "-n")
        {
            Description = "How many, no two of them the same.",
            DefaultValueFactory = static _ => 1,
        };
        var range = new Option<string>("--range")
        {
            Description = "Where to look, for example 8000-8999.",
            DefaultValueFactory = static _ => PortRange.Default.ToString(),
        };
        var host = new Option<string?>("--host")
        {
            Description = "Of which host, [user@]host[:port] or one of 'pathos hosts'. Default: this machine.",
        };
        var json = new Option<bool>("--json") { Description = "The ports as a JSON array." };
        var hosts = new HostArguments();
        var command = new Command(
            "port",
            """
            Prints TCP ports on which nothing listens, one a line.

            Examples:
              pathos port
              pathos port --count 3 --range 8000-8999
              pathos port --host alice@maxi

            Exit codes: 0 printed; 1 there are not as many; 2 a wrong argument; 255 the host cannot be reached.
            """)
        {
            count, range, host, json,
        };
        hosts.AddTo(command);
        command.SetAction((parsed, cancellationToken) => ExitCodes.OfAsync(async () =>
        {
            var within = PortRange.Parse(parsed.GetValue(range)!);
            IReadOnlyList<int> ports = parsed.GetValue(host) is { } name
                ? await Ports.PickFreeAsync(HostArguments.AddressOf(name), parsed.GetValue(count), within, hosts.Ssh(parsed), cancellationToken).ConfigureAwait(false)
                : Ports.PickFree(parsed.GetValue(count), within);
            await Console.Out.WriteLineAsync(
                parsed.GetValue(json) ? JsonSerializer.Serialize(ports) : string.Join(Environment.NewLine, ports)).ConfigureAwait(false);
            return ExitCodes.Done;
        }));
        return command;
    }
}
