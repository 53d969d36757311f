using System.CommandLine;
using Pathos.Cli.Remote;

namespace Pathos.Cli.Commands;

/// <summary><c>pathos secret</c>: makes the secret that servers and their clients share.</summary>
internal static class SecretCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file")
        {
            Description = "Where to write it.",
            DefaultValueFactory = static _ => PoolCredentials.DefaultFile,
        };
        var command = new Command(
            "secret",
            """
            Makes a new secret in a file that only this user may read. Copy it to the other machines; whoever holds it can run code on all of them.

            Examples:
              pathos secret
              pathos secret /etc/pathos/secret

            Exit codes: 0 made; 1 there is one already, or the file or standard output cannot be written; 2 a wrong argument.
            """)
        {
            file,
        };
        command.SetAction(parsed => Run(parsed.GetValue(file)!));
        return command;
    }

    private static int Run(string file)
    {
        try
        {
            PoolCredentials.CreateFile(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"pathos: no secret was made: {Visible.Text(error.Message)}");
            return ExitCodes.Failed;
        }

        try
        {
            Console.WriteLine(file);
            return ExitCodes.Done;
        }
        catch (IOException error)
        {
            // The reader of this output did not get the file's name. The secret is there all the same.
            Console.Error.WriteLine($"pathos: the secret was made in {Visible.Text(file)}; {error.Message}");
            return ExitCodes.Failed;
        }
    }
}
