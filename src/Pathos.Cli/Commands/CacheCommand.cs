using System.CommandLine;
using Pathos.Cli.Remote;
using Pathos.Cli.Rendering;

namespace Pathos.Cli.Commands;

/// <summary><c>pathos cache</c>: what hosts keep of pools that were there.</summary>
internal static class CacheCommand
{
    public static Command Create()
    {
        var command = new Command(
            "cache",
            """
            Lists and removes what a host keeps so that it has to be sent only once: worker programs, runtimes, assemblies. A pool that misses something sends it again.

            Examples:
              pathos cache list --host maxi
              pathos cache clear --host maxi --older-than 30
              pathos cache clear --json

            Exit codes: 0 done; 1 the cache cannot be used; 2 a wrong argument; 255 the host cannot be reached.
            """);
        command.Subcommands.Add(CreateOne("list", "Lists it: what, how large, when last used, whether in use now.", "No cache, or nothing in it that is meant.", RemoteCache.ListAsync));
        command.Subcommands.Add(CreateOne("clear", "Removes it, except what living workers use, and lists what was removed.", "Nothing was removed.", RemoteCache.ClearAsync));
        return command;
    }

    private static Command CreateOne(string name, string description, string nothing, Func<string?, RemoteCacheOptions?, CancellationToken, Task<IReadOnlyList<CachedItem>>> run)
    {
        var host = new Option<string?>("--host")
        {
            Description = "Where: [user@]host[:port], or one of 'pathos hosts'. Default: this machine.",
        };
        var folder = new Option<string?>("--cache") { Description = "The folder there. Default: ~/.cache/pathos." };
        var age = new Option<double?>("--older-than") { Description = "Only what was not used for so many days." };
        var json = new Option<bool>("--json") { Description = "The list as JSON." };
        var hosts = new HostArguments();
        var command = new Command(name, description) { host, folder, age, json };
        hosts.AddTo(command);
        command.SetAction((parsed, cancellationToken) => ExitCodes.OfAsync(async () =>
        {
            var options = new RemoteCacheOptions
            {
                Ssh = hosts.Ssh(parsed),
                Folder = parsed.GetValue(folder),
                UnusedFor = parsed.GetValue(age) is { } days ? Days(days) : null,
            };
            string? address = parsed.GetValue(host) is { } given ? HostArguments.AddressOf(given) : null;
            var report = new CacheReport(await run(address, options, cancellationToken).ConfigureAwait(false));
            await Console.Out.WriteLineAsync(parsed.GetValue(json) ? report.ToJson() : report.ToText(nothing)).ConfigureAwait(false);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static TimeSpan Days(double days) =>
        days is >= 0 and < 100_000 ? TimeSpan.FromDays(days) : throw new FormatException("--older-than is a number of days, from 0.");
}
