using System.CommandLine;
using System.CommandLine.Parsing;
using Pathos.Cli.Commands;

const int WrongArgument = 2;

var root = new RootCommand("pathos: worker pools for .NET, from the command line.");
root.Subcommands.Add(CheckCommand.Create());
root.Subcommands.Add(ServeCommand.Create());
root.Subcommands.Add(SecretCommand.Create());
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (ParseError error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync($"pathos: {error.Message} See pathos --help.").ConfigureAwait(false);
    }

    return WrongArgument;
}

return await parsed.InvokeAsync().ConfigureAwait(false);
