using System.CommandLine;
using System.CommandLine.Parsing;
using Pathos.Cli.Commands;
using Pathos.Cli.Remote;
using Pathos.Cli.Streams;

namespace Pathos.Cli;

/// <summary>The commands, and what becomes of what a user typed.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        // Before anything is opened: it may be that a stream is closed, and its number free.
        StandardStreams.Secure();

        // What runs on another host is told to end, over a connection of its own, when this program is.
        TimeSpan timeToEnd = TimeSpan.FromSeconds(30);

        var root = new RootCommand("pathos: worker pools and other hosts for .NET, from the command line.");
        root.Subcommands.Add(CheckCommand.Create());
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(ServersCommand.Create());
        root.Subcommands.Add(WorkCommand.Create());
        root.Subcommands.Add(SecretCommand.Create());
        root.Subcommands.Add(CacheCommand.Create());
        root.Subcommands.Add(ConnectCommand.Create());
        root.Subcommands.Add(CopyCommand.Create());
        root.Subcommands.Add(HostsCommand.Create());
        root.Subcommands.Add(PortCommand.Create());
        root.Subcommands.Add(RunCommand.Create());
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"pathos: {Visible.Text(error.Message)} See pathos --help.").ConfigureAwait(false);
            }

            return ExitCodes.WrongArgument;
        }

        // What signals mean to these they decide themselves.
        bool listensItself = parsed.CommandResult.Command.Name is ServeCommand.Name or WorkCommand.Name or CheckCommand.Name;
        var invocation = new InvocationConfiguration
        {
            ProcessTerminationTimeout = listensItself ? null : timeToEnd,
            EnableDefaultExceptionHandler = false,
        };
        return await ExitCodes.OfAsync(() => parsed.InvokeAsync(invocation)).ConfigureAwait(false);
    }
}
