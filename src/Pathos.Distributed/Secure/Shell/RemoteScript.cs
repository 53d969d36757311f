using System.Text;

namespace Pathos.Distributed;

/// <summary>A command as a host runs it, so that its beginning, its process and its end are known here for certain.</summary>
/// <remarks>
/// <para>Two small shells stand around the command. The inner one says its process id on standard error, and waits for a line before it
/// becomes the command: what was not
/// let go never ran, so nothing runs whose id is not known. The outer one says the exit code when the command has ended: without that the
/// connection was lost, whatever the client exits with.</para>
/// <para>Each of them gets its script as a line of its standard input (<see cref="HostLine"/>): the login shell reads none of it, and no
/// command line of the host shows it.</para>
/// <para>What they say is marked with a random word, on both outputs, so it is told apart from what the user's profile, the SSH client and
/// the command say.</para>
/// </remarks>
internal sealed class RemoteScript
{
    public const string Start = "start";
    public const string End = "end";

    // The line that it waits for is its script.
    private const string Inner = """printf '\001%s start %s %s\n' "$1" "$$" "$PPID" >&2; """ + HostLine.ReadAndRun;

    // Relative paths are of the home folder, wherever a file that the login shell read has gone to.
    // Its standard error goes nowhere: a shell may comment on how its child ended.
    private static readonly string s_outer = $$"""
        exec 3>&2 2>/dev/null
        cd "${HOME:-.}"
        printf '\001%s start\n' "$1"
        /bin/sh -c {{ShellQuote.Word(Inner)}} pathos "$1" 2>&3 3>&-
        pathos_code=$?
        printf '\001%s end %s\n' "$1" "$pathos_code" >&3
        printf '\001%s end\n' "$1"
        exit "$pathos_code"
        """;

    private RemoteScript(string script)
    {
        Mark = HostLine.NewMark();
        MarkBytes = Encoding.ASCII.GetBytes($"\u0001{Mark} ");
        Going = HostLine.Encode(script);
    }

    /// <summary>Gets the word that is on the command line of the outer shell alone.</summary>
    public string Mark { get; }

    public byte[] MarkBytes { get; }

    /// <summary>Gets what the login shell gets.</summary>
    public string CommandLine => HostLine.Of(Mark);

    /// <summary>Gets what is to be sent at once: the shells around the command, without it.</summary>
    public static byte[] Opening { get; } = HostLine.Encode(s_outer);

    /// <summary>Gets what lets the command go. What follows is its input.</summary>
    public byte[] Going { get; }

    /// <summary>A command of the user's, for the shell that the user has on the host.</summary>
    public static RemoteScript OfUser(string command, RemoteShellOptions options)
    {
        var script = new StringBuilder();
        foreach ((string name, string? value) in options.Environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            script.Append(value is null ? $"unset {Variable(name)}\n" : $"export {Variable(name)}={ShellQuote.Word(value)}\n");
        }

        return new RemoteScript(script.Append(UserShell.Run(command, options.WorkingDirectory, options.Profile)).ToString());
    }

    /// <summary>A script of ours, for the shell that every host has.</summary>
    public static RemoteScript OfPosix(string script) => new(script);

    private static string Variable(string name) => VariableName.Check(name, nameof(RemoteShellOptions.Environment));
}
