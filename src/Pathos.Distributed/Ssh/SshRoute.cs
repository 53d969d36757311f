using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Pathos.Distributed;

/// <summary>What the SSH client's configuration makes of a host: the machines that a connection meets. Asked of the client itself, once a
/// host.</summary>
/// <param name="Machines">The machines, each by a name of its own: those that lead to the host, and the host.</param>
/// <param name="KnowsSessionSettings">Whether the client knows the settings of sessions that came with OpenSSH 8.7. To an older one they
/// are errors, and no file of its can have them.</param>
internal sealed record SshRoute(IReadOnlyList<string> Machines, bool KnowsSessionSettings)
{
    // A configuration may run programs to find out about a host (Match exec).
    private static readonly TimeSpan s_askBound = TimeSpan.FromSeconds(5);

    private static readonly ConcurrentDictionary<string, Lazy<Task<SshRoute?>>> s_known = new(StringComparer.Ordinal);

    /// <summary>Gets arguments for every client: it stays in the foreground, whatever the user's file says for other uses.</summary>
    public string[] ClientSettings => KnowsSessionSettings ? ["-o", "ForkAfterAuthentication=no"] : [];

    /// <summary>Gets arguments for a client that runs a command, which has an input and is what is run.</summary>
    public string[] SessionSettings => KnowsSessionSettings ? [.. ClientSettings, "-o", "StdinNull=no", "-o", "SessionType=default"] : [];

    /// <summary>Asks the client. A client that does not answer could not be used: the call that follows says what is wrong.</summary>
    public static async Task<SshRoute> FindAsync(SshHost host, SshOptions options, CancellationToken cancellationToken)
    {
        string key = string.Join('\n', [options.Program, options.ConfigFile ?? "", host.ToString(), .. options.Arguments]);
        Lazy<Task<SshRoute?>> asked = s_known.GetOrAdd(
            key,
            static (_, call) => new Lazy<Task<SshRoute?>>(() => LibraryThreads.Run(() => Task.FromResult(Ask(call.host, call.options)))),
            (host, options));
        if (await asked.Value.WaitAsync(cancellationToken).OnLibraryThreads() is { } route)
        {
            return route;
        }

        s_known.TryRemove(KeyValuePair.Create(key, asked));
        return new SshRoute([host.ToString()], KnowsSessionSettings: false);
    }

    /// <summary>Reads what <c>ssh -G</c> prints: a setting a line, in lower case, and its value.</summary>
    public static SshRoute? Read(string printed)
    {
        ILookup<string, string> settings = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(' ', 2)).Where(static words => words.Length == 2)
            .ToLookup(static words => words[0], static words => words[1].Trim(), StringComparer.Ordinal);
        if (settings["hostname"].FirstOrDefault() is not { } name)
        {
            return null;
        }

        string jumps = settings["proxyjump"].FirstOrDefault() is { } list and not "none" ? list : "";
        IEnumerable<string> gates = jumps.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(MachineOf);
        return new SshRoute([.. gates, $"{name}:{settings["port"].FirstOrDefault()}"], settings.Contains("stdinnull"));
    }

    private static SshRoute? Ask(SshHost host, SshOptions options)
    {
        try
        {
            using Process client = Process.Start(SshCommandLine.Describe(host, options, command: null, "-G"))!;
            using ITimer bound = LibraryTime.Shared.CreateTimer(_ => End(client), null, s_askBound, Timeout.InfiniteTimeSpan);
            client.StandardInput.Close();

            // What it has to complain about is short, and fits into its pipe unread.
            string printed = client.StandardOutput.ReadToEnd();
            client.WaitForExit();
            return client.ExitCode == 0 ? Read(printed) : null;
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            return null;
        }
    }

    private static void End(Process client)
    {
        try
        {
            client.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or AggregateException or Win32Exception)
        {
            // It has ended by itself.
        }
    }

    private static string MachineOf(string jump) => jump[(jump.LastIndexOf('@') + 1)..];
}
