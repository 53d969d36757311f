using System.CommandLine;
using System.Text.Json;
using Pathos.Cli.Remote;

namespace Pathos.Cli.Commands;

/// <summary><c>pathos connect --serve</c>: a pool server on another host, for as long as the command runs.</summary>
internal sealed class ServerThere
{
    private readonly Option<bool> _serve = new("--serve")
    {
        Description = "Start a pool server there, with nothing installed, and lead to that. It ends with this command.",
    };
    private readonly Option<int?> _workers = new("--workers")
    {
        Description = "With --serve: how many tasks to run at a time. Default: as many as there are cores.",
    };
    private readonly Option<string?> _secretFile = SecretOption.Create();
    private readonly Option<string?> _cache = new("--cache")
    {
        Description = "With --serve: the folder there for what is sent once. Default: ~/.cache/pathos.",
    };
    private readonly Option<bool> _runtime = new("--ship-runtime")
    {
        Description = "With --serve: send this machine's .NET runtime to a host that has none, about 70 MB, once.",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_serve, _workers, _secretFile, _cache, _runtime])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (!result.GetValue(_serve) && ((Option[])[_workers, _secretFile, _cache, _runtime]).FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } alone)
            {
                result.AddError($"{alone.Name} goes with --serve only.");
            }
        });
    }

    public bool IsWanted(ParseResult parsed) => parsed.GetValue(_serve);

    public async Task<int> RunAsync(
        ParseResult parsed, string host, int? port, int localPort, SshOptions ssh, bool wantsJson, CancellationToken cancellationToken)
    {
        var options = new RemoteServerOptions
        {
            Ssh = ssh,
            Workers = parsed.GetValue(_workers),
            Port = port ?? 0,
            LocalPort = localPort,
            CacheFolder = parsed.GetValue(_cache),
            ShipRuntime = parsed.GetValue(_runtime),
            OpenTimeout = TimeSpan.FromMinutes(5),
        };
        RemoteServer server = await RemoteServer.StartAsync(
            host, SecretOption.Read(parsed.GetValue(_secretFile)), options, cancellationToken).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            await Console.Out.WriteLineAsync(wantsJson
                ? JsonSerializer.Serialize(new { address = server.LocalAddress, localPort = server.LocalPort, host = server.Host, port = server.Port, workers = server.Workers })
                : $"{server.Workers} workers of {server.Host} at {server.LocalAddress}. Clients: Pool.Open(\"{server.LocalAddress}\"). Ctrl-C ends it.").ConfigureAwait(false);
            await Task.WhenAny(server.Ended, Task.Delay(Timeout.Infinite, cancellationToken)).ConfigureAwait(false);
            if (server.Ended.IsFaulted)
            {
                await server.Ended.ConfigureAwait(false);
            }
        }

        return ExitCodes.Done;
    }
}
