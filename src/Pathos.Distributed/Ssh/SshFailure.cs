namespace Pathos.Distributed;

/// <summary>Reads what the SSH client says when it fails, and says whose fault it is and what helps.</summary>
internal static class SshFailure
{
    /// <summary>What the client exits with when it failed itself; any other code is the remote command's.</summary>
    public const int ClientFailed = 255;

    // What shells exit with when they cannot run a program. A command on the host may exit with the same.
    private const int NotRunnable = 126;
    private const int NotFound = 127;

    // The first that fits decides: what a jump host causes looks like other failures behind it, and a refused key is told after the
    // warnings about it.
    private static readonly (SshFailureReason Reason, string[] Said)[] s_signs =
    [
        (SshFailureReason.BadConfiguration, ["Bad configuration option", "Can't open user config file", "bad configuration options", "unknown option --", "illegal option --", "Bad owner or permissions on", "usage: ssh", "missing argument", "garbage at end of line"]),
        (SshFailureReason.JumpHostFailed, ["stdio forwarding failed", "UNKNOWN port 65535"]),
        (SshFailureReason.HostKeyChanged, ["REMOTE HOST IDENTIFICATION HAS CHANGED", "has changed and you have requested strict checking", "REVOKED HOST KEY DETECTED"]),
        (SshFailureReason.HostKeyUnknown, ["Host key verification failed", "host key is known for"]),
        (SshFailureReason.AuthenticationRefused, ["Permission denied (", "Too many authentication failures", "No supported authentication methods", "UNPROTECTED PRIVATE KEY FILE"]),
        (SshFailureReason.HostUnknown, ["Could not resolve hostname"]),
        (SshFailureReason.ForwardingRefused, ["port forwarding failed", "Could not request local forwarding", "Could not request stream local forwarding", "administratively prohibited"]),
        (SshFailureReason.ConnectionRefused, [": Connection refused"]),
        (SshFailureReason.HostUnreachable, ["Connection timed out", "No route to host", "Network is unreachable", "Host is down", "Operation timed out", "timed out during banner exchange"]),
        (SshFailureReason.ConnectionLost, ["not responding", "closed by remote host", "Connection closed by", "Connection reset by", "Broken pipe", "client_loop", "Connection to "]),
    ];

    /// <summary>For a client that ended before what it was to run on the host had begun.</summary>
    /// <param name="runsShell">Whether it was to run something there at all.</param>
    public static SshException Ended(
        SshHost host, SshOptions options, int exitCode, IReadOnlyList<string> errorLines, bool runsShell = true)
    {
        // The shell around the client names itself; a shell on the host that ends with the same code does not.
        if (exitCode is NotRunnable or NotFound && errorLines.FirstOrDefault(IsOfWrapper) is { } problem)
        {
            return NotStarted(host, options, problem);
        }

        if (exitCode == ClientFailed || !runsShell)
        {
            return Describe(host, exitCode, errorLines);
        }

        string said = string.Join(Environment.NewLine, errorLines).Trim();
        return new SshException(
            host.ToString(), SshFailureReason.ShellFailed, exitCode, said,
            $"{host} let the user in, and the shell there ended with exit code {exitCode} before it ran anything. "
            + $"This user needs a login shell that runs commands (try: ssh {host} true), and the host a POSIX shell, /bin/sh."
            + (said.Length > 0 ? $"{Environment.NewLine}It said: {HostWords.Show(said)}" : ""));
    }

    /// <summary>For a host that says what none would say that runs our scripts.</summary>
    public static SshException NotUnderstood(SshHost host, string said) => new(
        host.ToString(), SshFailureReason.ShellFailed, exitCode: null, said,
        $"{host} says what is not understood: '{HostWords.Show(said)}'. "
        + $"Something there changes what its shell (/bin/sh) prints; try: ssh {host} true");

    public static SshException Describe(SshHost host, int exitCode, IReadOnlyList<string> errorLines)
    {
        SshFailureReason reason = ReasonOf(errorLines);
        string said = string.Join(Environment.NewLine, errorLines).Trim();
        string message = Explain(host, reason) + (said.Length > 0
            ? $"{Environment.NewLine}ssh says: {Visible.Lines(said)}"
            : $"{Environment.NewLine}ssh ended with exit code {exitCode} and said nothing; try it by hand: ssh {host} true");
        return new SshException(host.ToString(), reason, exitCode, said, message);
    }

    /// <summary>For a client that ended after the command had begun, and before it had ended.</summary>
    public static SshException Lost(SshHost host, int exitCode, IReadOnlyList<string> errorLines)
    {
        string said = string.Join(Environment.NewLine, errorLines).Trim();
        return new SshException(
            host.ToString(), SshFailureReason.ConnectionLost, exitCode, said,
            $"{Explain(host, SshFailureReason.ConnectionLost)} What ran there was not ended by this, and may run on.{(said.Length > 0 ? $"{Environment.NewLine}The last that was heard: {Visible.Lines(said)}" : "")}");
    }

    /// <summary>For a client that could not even be started.</summary>
    public static SshException NotStarted(SshHost host, SshOptions options, string problem) => new(
        host.ToString(), SshFailureReason.ProgramMissing, exitCode: null, errorText: "",
        $"{host} cannot be reached: the SSH client '{options.Program}' does not start ({problem.Trim()}). Install OpenSSH's client, or name the program in SshOptions.Program.");

    /// <summary>For a connection that the client could not pass on, while it went on itself.</summary>
    public static SshException NotForwarded(SshHost host, string target, string said) => new(
        host.ToString(), ReasonOf([said]) is SshFailureReason.Unknown or SshFailureReason.ConnectionLost
            ? SshFailureReason.ForwardingRefused
            : ReasonOf([said]), exitCode: null, said,
        $"{host} does not reach {target}, so a connection through the tunnel was closed. ssh says: {Visible.Lines(said)}");

    /// <summary>Describes that this machine lacks what a client needs.</summary>
    public static SshException NotPrepared(SshHost host, Exception error) => new(
        host.ToString(), SshFailureReason.Unknown, exitCode: null, errorText: "",
        $"{host} cannot be reached: this machine cannot prepare a client for it. {error.Message}", error);

    private static bool IsOfWrapper(string line) => line.StartsWith(SshCommandLine.Wrapper + ":", StringComparison.Ordinal);

    private static SshFailureReason ReasonOf(IReadOnlyList<string> lines)
    {
        foreach ((SshFailureReason reason, string[] said) in s_signs)
        {
            if (lines.Any(line => said.Any(words => line.Contains(words, StringComparison.OrdinalIgnoreCase))))
            {
                return reason;
            }
        }

        return SshFailureReason.Unknown;
    }

    private static string Explain(SshHost host, SshFailureReason reason) => reason switch
    {
        SshFailureReason.BadConfiguration =>
            $"The SSH client does not accept how it was called for {host}. Check its configuration file and SshOptions.Arguments.",
        SshFailureReason.HostUnknown => $"There is no host '{host.Name}': the name has no address. Check its spelling, or give it a HostName in the SSH client's configuration.",
        SshFailureReason.ConnectionRefused =>
            $"{host} refuses the connection: nothing listens on the port there. Check that an SSH server runs, and its port.",
        SshFailureReason.HostUnreachable => $"{host} does not answer. Check that the machine is up, and that no firewall is in between; SshOptions.ConnectTimeout says how long to wait.",
        SshFailureReason.HostKeyUnknown => $"The key of {host} is not known here, and nobody is there to confirm it. Connect once by hand (ssh {host}) and compare the fingerprint, or add the key to known_hosts.",
        SshFailureReason.HostKeyChanged => $"{host} shows another key than the known one. Somebody may be in between. If the host was set up anew: ssh-keygen -R {host.Name}, then connect once by hand and compare the fingerprint.",
        SshFailureReason.AuthenticationRefused => $"{host} does not let the user in. Passwords are never asked for: load your key into the agent (ssh-add), and check the user name and authorized_keys on the host.",
        SshFailureReason.JumpHostFailed =>
            $"{host} cannot be reached through its jump host: that one failed, or does not reach it. Try ssh to the jump host alone.",
        SshFailureReason.ForwardingRefused => $"{host} does not open the forwarding. Check AllowTcpForwarding and AllowStreamLocalForwarding on the server, and that the address is free.",
        SshFailureReason.ConnectionLost => $"The connection to {host} broke.",
        _ => $"{host} cannot be used by SSH.",
    };
}
