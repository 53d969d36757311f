using System.Globalization;

namespace Pathos.Distributed;

/// <summary>Asks a host which of its TCP ports are taken.</summary>
internal static class PortsInUse
{
    private const string Command = "netstat -an";

    // Both have a heading with the word 'local', also when there are no ports.
    private const string Script = """
        if [ -r /proc/net/tcp ]; then cat /proc/net/tcp /proc/net/tcp6 2>/dev/null; exit 0; fi
        command -v netstat >/dev/null || { echo 'there is neither /proc/net/tcp nor netstat' >&2; exit 1; }
        netstat -an
        """;

    /// <exception cref="RemoteCommandException">The host has no way to tell.</exception>
    public static async Task<HashSet<int>> OnAsync(string host, SshOptions options, CancellationToken cancellationToken)
    {
        RemoteResult result = await HostShell.RunAsync(SshHost.Parse(host), options, Script, cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0 ? Parse(host, result) : throw new RemoteCommandException(host, Command, result);
    }

    /// <summary>Reads a list. Only its lines about ports count; without any, as without its beginning, nothing is known of the host's
    /// ports.</summary>
    /// <exception cref="RemoteCommandException">It is not such a list.</exception>
    public static HashSet<int> Parse(string host, RemoteResult result) =>
        !result.IsTruncated && result.Output.Contains("local", StringComparison.OrdinalIgnoreCase)
        ? [.. result.Output.Split('\n').Select(LocalPort).Where(static port => port is >= 0 and <= ushort.MaxValue).OfType<int>()]
        : throw RemoteCommandException.NotUnderstood(host, Command, result, result.Output);

    /// <summary>Finds the port in a line of /proc/net/tcp (<c>0: 0100007F:1F90 ...</c>) or of netstat (<c>tcp 0 0 127.0.0.1:8080 ...</c>,
    /// on some systems with a dot).</summary>
    private static int? LocalPort(string line)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 3
            && words[0].EndsWith(':')
            && words[1].Split(':') is [_, var hex]
            && int.TryParse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int port))
        {
            return port;
        }

        return words.Length > 3 && words[0].StartsWith("tcp", StringComparison.Ordinal) && int.TryParse(words[3].Split(':', '.')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out port) ? port : null;
    }
}
