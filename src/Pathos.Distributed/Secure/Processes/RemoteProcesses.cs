using System.Globalization;
using System.Text.RegularExpressions;
using Pathos.Distributed;

namespace Pathos;

/// <summary>Looks at the processes of a host and signals them. The host null is this machine.</summary>
public static class RemoteProcesses
{
    private static readonly TimeSpan s_matchBound = TimeSpan.FromSeconds(1);

    /// <summary>Finds processes by their command lines.</summary>
    /// <param name="host">Where, <c>[user@]host[:port]</c>; null for this machine.</param>
    /// <param name="pattern">A regular expression that a part of the command line matches; a plain word is one.</param>
    /// <param name="options">How the host is reached; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The processes, by their ids; none when there are none. Those that make the list are not in it.</returns>
    /// <exception cref="ArgumentException">The pattern is not a regular expression.</exception>
    /// <exception cref="SshException">The host cannot be used.</exception>
    /// <exception cref="RemoteCommandException">What the host lists is not understood.</exception>
    public static async Task<IReadOnlyList<HostProcess>> FindAsync(
        string? host, string pattern, SshOptions? options = null, CancellationToken cancellationToken = default)
    {
        var matcher = new Regex(pattern, RegexOptions.CultureInvariant, s_matchBound);
        List<HostProcess> all = await ReadAsync(host, options, cancellationToken).ConfigureAwait(false);
        return [.. all.Where(process => matcher.IsMatch(process.Command)).OrderBy(static process => process.Id)];
    }

    /// <summary>Finds the parent of a process.</summary>
    /// <param name="host">Where, <c>[user@]host[:port]</c>; null for this machine.</param>
    /// <param name="processId">The process.</param>
    /// <param name="options">How the host is reached; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The id of its parent; 0 when it has none.</returns>
    /// <exception cref="HostProcessException">There is no such process.</exception>
    /// <exception cref="SshException">The host cannot be used.</exception>
    /// <exception cref="RemoteCommandException">What the host lists is not understood.</exception>
    public static async Task<int> ParentAsync(
        string? host, int processId, SshOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<HostProcess> all = await ReadAsync(host, options, cancellationToken).ConfigureAwait(false);
        return Require(all, host, processId).ParentId;
    }

    /// <summary>Finds the children of a process.</summary>
    /// <param name="host">Where, <c>[user@]host[:port]</c>; null for this machine.</param>
    /// <param name="processId">The process.</param>
    /// <param name="options">How the host is reached; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Their ids, in order; none when it has none.</returns>
    /// <exception cref="HostProcessException">There is no such process.</exception>
    /// <exception cref="SshException">The host cannot be used.</exception>
    /// <exception cref="RemoteCommandException">What the host lists is not understood.</exception>
    public static async Task<IReadOnlyList<int>> ChildrenAsync(
        string? host, int processId, SshOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<HostProcess> all = await ReadAsync(host, options, cancellationToken).ConfigureAwait(false);
        Require(all, host, processId);
        return [.. all.Where(process => process.ParentId == processId).Select(static process => process.Id).Order()];
    }

    /// <summary>Signals a process.</summary>
    /// <param name="host">Where, <c>[user@]host[:port]</c>; null for this machine.</param>
    /// <param name="processId">The process.</param>
    /// <param name="signal">Which; by default the one that asks it to end.</param>
    /// <param name="options">How the host is reached; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Done when the signal was sent; the process may take its time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The id is less than 1: it would name a group, or everybody.</exception>
    /// <exception cref="HostProcessException">There is no such process, or it belongs to another user.</exception>
    /// <exception cref="SshException">The host cannot be used.</exception>
    public static async Task KillAsync(string? host, int processId, UnixSignal signal = UnixSignal.Terminate, SshOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(processId, 1);
        string script = string.Create(CultureInfo.InvariantCulture, $"LC_ALL=C; export LC_ALL; kill -s {signal.ShellName()} {processId}");
        RemoteResult result = await HostShell.RunAsync(
            Host(host), options ?? new SshOptions(), script, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            bool isMissing = result.Error.Contains("No such process", StringComparison.Ordinal);
            throw isMissing ? Missing(host, processId) : new HostProcessException(
                Name(host), processId, isMissing, $"Process {processId} on {Name(host)} cannot be signalled: {HostWords.Show(result.Error)}");
        }
    }

    private static SshHost? Host(string? host) => host is null ? null : SshHost.Parse(host);

    private static string Name(string? host) => host ?? Environment.MachineName;

    private static Task<List<HostProcess>> ReadAsync(string? host, SshOptions? options, CancellationToken cancellationToken) =>
        ProcessTable.ReadAsync(Host(host), options ?? new SshOptions(), cancellationToken);

    private static HostProcess Require(List<HostProcess> all, string? host, int processId) =>
        all.Find(process => process.Id == processId) ?? throw Missing(host, processId);

    private static HostProcessException Missing(string? host, int processId) =>
        new(Name(host), processId, isMissing: true, $"There is no process {processId} on {Name(host)}.");
}
