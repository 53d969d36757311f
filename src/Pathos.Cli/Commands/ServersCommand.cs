using System.CommandLine;
using Pathos.Cli.Remote;
using Pathos.Cli.Rendering;

namespace Pathos.Cli.Commands;

/// <summary><c>pathos servers</c>: finds the servers of the network, and asks one how it is.</summary>
internal static class ServersCommand
{
    // More than any search may take, and no more than a time can hold: the search itself says what is too long.
    private const double MostSeconds = 1e6;

    private static readonly ServerSearchOptions s_defaults = new();

    public static Command Create()
    {
        var address = new Argument<string?>("address")
        {
            Description = "A server to ask who uses it, host:port. Default: look for servers.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var secretFile = SecretOption.Create();
        var wait = new Option<double>("--wait")
        {
            Description = "For how many seconds to wait for answers of servers.",
            DefaultValueFactory = static _ => s_defaults.Duration.TotalSeconds,
        };
        var discoveryPort = new Option<int>("--discovery-port")
        {
            Description = "The UDP port at which to look for servers: that of pathos serve.",
            DefaultValueFactory = static _ => s_defaults.DiscoveryPort,
        };
        var json = new Option<bool>("--json") { Description = "The answer as JSON." };
        var command = new Command(
            "servers",
            """
            Lists the servers of the local network that hold the same secret; or the workers, clients and helpers of one.

            Examples:
              pathos servers
              pathos servers --wait 3 --json
              pathos servers maxi:8899

            A pool on all that it lists: Pool.Open("tcp://*").

            Exit codes: 0 listed; 1 no server was found, or that one cannot be asked; 2 a wrong argument.
            """)
        {
            address, secretFile, wait, discoveryPort, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(address) is { Tokens.Count: > 0 }
                && (result.GetResult(wait) is { Implicit: false } || result.GetResult(discoveryPort) is { Implicit: false }))
            {
                result.AddError("--wait and --discovery-port are for looking: a server that is named is not looked for.");
            }
        });
        command.SetAction((parsed, cancellationToken) => ExitCodes.OfAsync(async () =>
        {
            PoolCredentials credentials = SecretOption.Read(parsed.GetValue(secretFile));
            if (parsed.GetValue(address) is { } named)
            {
                var report = new ServerReport(
                    named, await PoolServer.QueryAsync(named, credentials, cancellationToken).ConfigureAwait(false));
                await Console.Out.WriteLineAsync(parsed.GetValue(json) ? report.ToJson() : report.ToText()).ConfigureAwait(false);
                return ExitCodes.Done;
            }

            var search = new ServerSearchOptions
            {
                DiscoveryPort = parsed.GetValue(discoveryPort),
                Duration = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(wait), 0, MostSeconds)),
            };
            return await ListAsync(credentials, search, parsed.GetValue(json), cancellationToken).ConfigureAwait(false);
        }));
        return command;
    }

    private static async Task<int> ListAsync(
        PoolCredentials credentials, ServerSearchOptions search, bool wantsJson, CancellationToken cancellationToken)
    {
        var report = new FoundServersReport(await PoolServer.FindAsync(credentials, search, cancellationToken).ConfigureAwait(false));
        if (wantsJson || !report.IsEmpty)
        {
            await Console.Out.WriteLineAsync(wantsJson ? report.ToJson() : report.ToText()).ConfigureAwait(false);
        }

        if (report.IsEmpty)
        {
            await Console.Error.WriteLineAsync(
                $"pathos: no server answered at UDP port {search.DiscoveryPort}. Does one run (pathos serve --listen 0.0.0.0:8899), with the same secret, and no firewall in between? One that is farther away has to be named: pathos servers host:port").ConfigureAwait(false);
            return ExitCodes.Failed;
        }

        return ExitCodes.Done;
    }
}
