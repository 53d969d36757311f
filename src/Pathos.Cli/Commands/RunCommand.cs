using System.CommandLine;
using Pathos.Cli.Remote;

namespace Pathos.Cli.Commands;

/// <summary><c>pathos run</c>: a command on another host, as if it ran here.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var host = new Argument<string>("host") { Description = "Where: [user@]host[:port], or one of 'pathos hosts'." };
        var words = new Argument<string[]>("command") { Description = "After '--'. One word is a line for the shell there; several are a program and its arguments, passed as they are.", Arity = ArgumentArity.OneOrMore };
        var folder = new Option<string?>("--folder") { Description = "The folder to run in, relative to the home folder there." };
        var variables = VariableOption.Create("A variable, NAME=VALUE. May be given several times. Other users of the host cannot see it.");
        var noInput = new Option<bool>("--no-input") { Description = "Leave standard input alone." };
        var hosts = new HostArguments();
        var command = new Command(
            "run",
            """
            Runs a command on another host. Input, output and exit code are passed on; Ctrl-C ends it there too.

            Examples:
              pathos run maxi -- uname -a
              pathos run alice@maxi:2222 -- 'ls *.txt | wc -l'
              pathos run maxi --folder data --env LEVEL=3 -- ./compute < input > output

            Exit codes: that of the command; 2 a wrong argument; 141 nobody reads the output any more, as in '... | head -1',
            and the command was ended; 255 the host cannot be reached, or the connection was lost.
            """)
        {
            host, words, folder, variables, noInput,
        };
        hosts.AddTo(command);
        command.SetAction((parsed, cancellationToken) => ExitCodes.OfAsync(async () =>
        {
            string name = parsed.GetValue(host)!;
            RegisteredHost? known = HostArguments.Find(name);
            Stream? input = parsed.GetValue(noInput) ? null : Console.OpenStandardInput();
            Stream output = StandardStream.OpenOutput(), errors = StandardStream.OpenError();
            var options = new RemoteShellOptions
            {
                Ssh = hosts.Ssh(parsed),
                ThrowOnFailure = false,
                Profile = known?.Profile,
                WorkingDirectory = parsed.GetValue(folder),
                Environment = Surroundings(known, VariableOption.Read(parsed.GetValue(variables))),
                Input = input,
                OutputStream = output,
                ErrorStream = errors,
                MaxCapturedBytes = 0,
            };
            string line = parsed.GetValue(words)! is [var only] ? only : RemoteShell.Quote(parsed.GetValue(words)!);
            try
            {
                string address = known?.Address ?? name;
                RemoteResult result = await RemoteShell.RunAsync(address, line, options, cancellationToken).ConfigureAwait(false);
                return result.ExitCode;
            }
            catch (BrokenPipeException)
            {
                // Like any program that writes to a pipe without a reader: it ends without a message, because there is no reader to tell.
                return ExitCodes.OutputUnread;
            }
        }));
        return command;
    }

    /// <summary>What is said of the host, and what is said here, which wins.</summary>
    private static Dictionary<string, string?> Surroundings(RegisteredHost? known, Dictionary<string, string> given)
    {
        Dictionary<string, string?> all = new(StringComparer.Ordinal);
        foreach ((string name, string value) in (known?.Environment ?? new Dictionary<string, string>()).Concat(given))
        {
            all[name] = value;
        }

        return all;
    }
}
