using System.Diagnostics;
using System.Globalization;

namespace Pathos.Distributed;

/// <summary>The call of the SSH client for a host: text only. No shell of this machine ever sees it.</summary>
internal static class SshCommandLine
{
    // A host that does not answer for as long is given up by the client.
    private const int AliveInterval = 5;
    private const int AliveCount = 3;

    /// <summary>Gets what the shells around the client call themselves, where they say that there is no client.</summary>
    public const string Wrapper = "pathos-ssh";

    // The user's file is written for people at terminals. Nothing of ours uses an agent, a display, a device, a local command or a port
    // of that
    // file, so no host gets them. Forwardings of ours are asked of a client that runs already, so all of the file's can be cleared; the
    // client counts its tunnel devices among them.
    private static readonly string[] s_nothingForPeople =
    [
        "-T", "-o", "BatchMode=yes", "-o", "ForwardAgent=no", "-o", "ForwardX11=no", "-o", "PermitLocalCommand=no",
        "-o", "RemoteCommand=none", "-o", "ClearAllForwardings=yes",
    ];

    /// <param name="command">What the user's shell on the host is to run, or null to run nothing, which is for forwardings.</param>
    /// <param name="arguments">What this use of the client needs beside the options, such as a socket to control it. It wins over
    /// them.</param>
    public static ProcessStartInfo Describe(SshHost host, SshOptions options, string? command, params ReadOnlySpan<string> arguments) =>
        Start(options.Program, Arguments(host, options, command, arguments));

    /// <summary>The same call, out of reach of signals that go to every process of a terminal or a group: what they mean is decided by
    /// this process. A client that ended by one would cut off its host.</summary>
    /// <remarks>A client that is not there is told by the shell in between: see <see cref="SshFailure.Ended"/>.</remarks>
    public static ProcessStartInfo Undisturbed(ProcessStartInfo direct) =>
        Start("/bin/sh", ["-c", "trap '' HUP INT QUIT TERM; exec \"$@\"", Wrapper, direct.FileName, .. direct.ArgumentList]);

    /// <summary>A program with pipes, and without the secret of servers that this process may have in its environment: clients pass on
    /// what their configuration says (SendEnv), and others may see more of them than of this process.</summary>
    public static ProcessStartInfo Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Remove(PoolCredentials.Variable);
        return start;
    }

    // The client takes the first value of a setting that it meets: what must hold comes first, what the user may change comes after the
    // user's own.
    public static IReadOnlyList<string> Arguments(SshHost host, SshOptions options, string? command, params ReadOnlySpan<string> arguments) =>
    [
        .. (string[])(options.ConfigFile is { } file ? ["-F", file] : []),
        .. s_nothingForPeople,
        .. arguments,
        .. options.Arguments,
        "-o", "ConnectTimeout=" + Seconds(options.ConnectTimeout),
        "-o", "ServerAliveInterval=" + AliveInterval.ToString(CultureInfo.InvariantCulture),
        "-o", "ServerAliveCountMax=" + AliveCount.ToString(CultureInfo.InvariantCulture),

        // What is wrong is told at this level, and read here.
        "-o", "LogLevel=INFO",
        .. (string[])(host.Port is { } port ? ["-p", port.ToString(CultureInfo.InvariantCulture)] : []),
        .. (string[])(host.User is { } user ? ["-l", user] : []),
        .. (string[])(command is null ? ["-N"] : []),
        "--", host.Name,
        .. (string[])(command is null ? [] : [command]),
    ];

    private static string Seconds(TimeSpan time) =>
        ((long)Math.Max(1, Math.Ceiling(time.TotalSeconds))).ToString(CultureInfo.InvariantCulture);
}
