using System.Security.Cryptography;
using System.Text;

namespace Pathos.Distributed;

/// <summary>The line that the user's shell on a host gets: it runs a command so that its beginning, its process and its end are known here for certain.</summary>
/// <remarks>
/// <para>Two small shells stand around the command. The inner one says its process id on standard error and waits for a line before it becomes the command: what was not
/// let go never ran, so nothing runs whose id is not known. The outer one says the exit code when the command has ended: without that the connection was lost, whatever the client exits with.</para>
/// <para>What they say is marked with a random word, on both outputs, so it is told apart from what the user's profile, the SSH client and the command say.</para>
/// </remarks>
internal sealed class RemoteScript
{
    public const string Start = "start";
    public const string End = "end";

    // Parameters: mark, inner shell, preparation, shell of the command, command. Its standard error goes nowhere: a shell may comment on how its child ended.
    private const string Outer = """exec 3>&2 2>/dev/null; printf '\001%s start\n' "$1"; sh -c "$2" "$0" "$1" "$3" "$4" "$5" 2>&3 3>&-; c=$?; printf '\001%s end %s\n' "$1" "$c" >&3; printf '\001%s end\n' "$1"; exit "$c" """;

    // Parameters: mark, preparation, shell of the command, command. The shell reads its line byte by byte: what follows is the command's.
    private const string Inner = """printf '\001%s start %s %s\n' "$1" "$$" "$PPID" >&2; IFS= read -r go || exit 0; eval "$2" || exit; exec "$3" -c "$4" """;

    private readonly string _mark = "pathos-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly string _preparation;
    private readonly string _shell;
    private readonly string _command;

    private RemoteScript(string preparation, string shell, string command)
    {
        _preparation = preparation;
        _shell = shell;
        _command = command;
        MarkBytes = Encoding.ASCII.GetBytes($"\u0001{_mark} ");
    }

    /// <summary>Gets the word that is on the command line of the outer shell and of nobody else.</summary>
    public string Mark => _mark;

    public byte[] MarkBytes { get; }

    public string CommandLine => $"exec sh -c {ShellQuote.Words([Outer.Trim(), "pathos", _mark, Inner.Trim(), _preparation])} {_shell} {ShellQuote.Word(_command)}";

    /// <summary>A command of the user's, for the shell that the user has on the host.</summary>
    public static RemoteScript OfUser(string command, RemoteShellOptions options)
    {
        var preparation = new StringBuilder("true");
        foreach ((string name, string? value) in options.Environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            preparation.Append(value is null ? $"; unset {Variable(name)}" : $"; export {Variable(name)}={ShellQuote.Word(value)}");
        }

        if (options.WorkingDirectory is { } folder)
        {
            preparation.Append($"; cd -- {ShellQuote.Word(folder)}");
        }

        return new RemoteScript(preparation.ToString(), "\"${SHELL:-sh}\"", options.Profile is { } profile ? $"{Reading(profile)}\n{command}" : command);
    }

    /// <summary>A script of ours, for the shell that every host has.</summary>
    public static RemoteScript OfPosix(string script) => new("true", "sh", script);

    /// <summary>What the user's shell does to read a profile, and keep what it defines; nothing when it is not there.</summary>
    /// <param name="profile">Its path; relative to the home folder.</param>
    public static string Reading(string profile)
    {
        string path = profile.StartsWith('/') ? ShellQuote.Word(profile) : $"\"$HOME\"/{ShellQuote.Word(profile)}";
        return $"[ -r {path} ] && . {path}";
    }

    private static string Variable(string name) => VariableName.Check(name, nameof(RemoteShellOptions.Environment));
}
