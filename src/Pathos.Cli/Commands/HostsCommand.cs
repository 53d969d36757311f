using System.CommandLine;
using Pathos.Cli.Remote;
using Pathos.Cli.Rendering;

namespace Pathos.Cli.Commands;

/// <summary><c>pathos hosts</c>: the user's names for other hosts.</summary>
internal static class HostsCommand
{
    public static Command Create()
    {
        var file = new Option<string?>("--file")
        {
            Description = "The file of hosts. Default: that of PATHOS_HOSTS, else ~/.config/pathos/hosts.json.",
            Recursive = true,
        };
        var json = new Option<bool>("--json") { Description = "The hosts as JSON." };
        var listJson = new Option<bool>("--json") { Description = "The hosts as JSON." };
        var command = new Command(
            "hosts",
            """
            Lists, adds and removes names for other hosts. Other commands take such a name wherever they take a host, and
            so does Pool.Open("ssh://maxi").

            Examples:
              pathos hosts
              pathos hosts add maxi --user alice --host-name maxi.example --workers 8 --env OMP_NUM_THREADS=1
              pathos hosts list --json
              pathos hosts remove maxi

            Exit codes: 0 done; 1 the file cannot be used, or there is no host of that name; 2 a wrong argument.
            """)
        {
            file, json,
        };
        command.SetAction(parsed => ListAsync(parsed.GetValue(file), parsed.GetValue(json)));
        var list = new Command("list", "Lists the hosts.") { listJson };
        list.SetAction(parsed => ListAsync(parsed.GetValue(file), parsed.GetValue(listJson)));
        command.Subcommands.Add(list);
        command.Subcommands.Add(CreateAdd(file));
        command.Subcommands.Add(CreateRemove(file));
        return command;
    }

    private static Command CreateAdd(Option<string?> file)
    {
        var name = new Argument<string>("name") { Description = "What to call it: letters, digits, '.', '-' and '_'." };
        var user = new Option<string?>("--user") { Description = "The user there. Default: what the SSH client takes." };
        var hostName = new Option<string?>("--host-name")
        {
            Description = "Its host name, address, or alias in the SSH client's configuration. Default: the name.",
        };
        var port = new Option<int?>("--port") { Description = "The port of its SSH server. Default: what the SSH client takes." };
        var profile = new Option<string?>("--profile")
        {
            Description = "A file that a shell reads there before a command or workers start, for example .bash_profile. Default: none.",
        };
        Option<string[]> variables = VariableOption.Create(
            "A variable for workers and commands there, NAME=VALUE. May be given several times. The file keeps it as it is: no secrets.");
        var workers = new Option<int?>("--workers")
        {
            Description = "How many workers a pool has there when its spec names no number. Default: all that it offers.",
        };
        var add = new Command("add", "Adds a host, or replaces the one of that name.") { name, user, hostName, port, profile, variables, workers };
        add.SetAction(parsed => ExitCodes.OfAsync(() =>
        {
            HostRegistry registry = HostRegistry.Load(parsed.GetValue(file));
            registry.Add(new RegisteredHost(parsed.GetValue(name)!)
            {
                User = parsed.GetValue(user),
                HostName = parsed.GetValue(hostName),
                Port = parsed.GetValue(port),
                Profile = parsed.GetValue(profile),
                Environment = VariableOption.Read(parsed.GetValue(variables)),
                Workers = parsed.GetValue(workers),
            });
            registry.Save();
            return Task.FromResult(ExitCodes.Done);
        }));
        return add;
    }

    private static Command CreateRemove(Option<string?> file)
    {
        var name = new Argument<string>("name") { Description = "The host." };
        var remove = new Command("remove", "Removes a host.") { name };
        remove.SetAction(parsed => ExitCodes.OfAsync(async () =>
        {
            HostRegistry registry = HostRegistry.Load(parsed.GetValue(file));
            if (!registry.Remove(parsed.GetValue(name)!))
            {
                await Console.Error.WriteLineAsync(
                    Visible.Text($"pathos: there is no host '{parsed.GetValue(name)}' in {registry.Path}.")).ConfigureAwait(false);
                return ExitCodes.Failed;
            }

            registry.Save();
            return ExitCodes.Done;
        }));
        return remove;
    }

    private static Task<int> ListAsync(string? file, bool wantsJson) => ExitCodes.OfAsync(async () =>
    {
        var report = new HostReport(HostRegistry.Load(file));
        await Console.Out.WriteLineAsync(wantsJson ? report.ToJson() : report.ToText()).ConfigureAwait(false);
        return ExitCodes.Done;
    });
}
