using System.CommandLine;

namespace Pathos.Cli.Remote;

/// <summary>What commands that reach another host have in common: how its name is read, and how the SSH client is called.</summary>
internal sealed class HostArguments
{
    private readonly Option<string?> _config = new("--ssh-config", "-F")
    {
        Description = "A configuration for the SSH client instead of the user's own, as ssh -F.",
    };

    public void AddTo(Command command) => command.Options.Add(_config);

    public SshOptions Ssh(ParseResult parsed) => new() { ConfigFile = parsed.GetValue(_config) };

    /// <summary>Looks a name up among the user's hosts; one that is not there is a host as it stands.</summary>
    public static RegisteredHost? Find(string name) => HostRegistry.Load().Resolve(name);

    public static string AddressOf(string name) => Find(name)?.Address ?? name;
}
