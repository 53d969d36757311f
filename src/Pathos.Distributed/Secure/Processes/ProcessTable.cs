using System.Globalization;

namespace Pathos.Distributed;

/// <summary>Lists the processes of a host, without those that make the list.</summary>
internal static class ProcessTable
{
    private const string Command = "ps -A";

    // More than any system has. What comes from a host is counted before it is kept.
    private const int Most = 1 << 18;

    // Small systems lack ps, or have one that lists less; only Linux has /proc. A name or an argument may hold a newline.
    private const string Script = """
        echo "$$ $PPID"
        if command -v ps >/dev/null && l=$(exec ps -A -o pid= -o ppid= -o pgid= -o args= 2>/dev/null); then printf '%s\n' "$l"; exit 0; fi
        for f in /proc/[0-9]*; do
            l=; IFS= read -r l 2>/dev/null <"$f/stat" || continue
            p=${l%% *}; n=${l#*\(}; set -- ${l##*) }
            c=$(tr '\0\n' '  ' 2>/dev/null <"$f/cmdline")
            printf '%s\n' "$p $2 $3 ${c:-[${n%)*}]}"
        done
        """;

    /// <exception cref="RemoteCommandException">What the host lists is not understood.</exception>
    public static async Task<List<HostProcess>> ReadAsync(SshHost? host, SshOptions options, CancellationToken cancellationToken)
    {
        RemoteResult result = await HostShell.RunAsync(host, options, Script, cancellationToken).ConfigureAwait(false);
        return Parse(host, result);
    }

    /// <summary>Reads a list: a line with the ids of the shell that makes it and of that one's parent, and one for each process.</summary>
    public static List<HostProcess> Parse(SshHost? host, RemoteResult result)
    {
        string place = host?.ToString() ?? Environment.MachineName;
        string[] lines = result.Output.Split('\n', Most + 2, StringSplitOptions.RemoveEmptyEntries);
        if (result.ExitCode != 0 || result.IsTruncated || lines.Length is 0 or > Most + 1)
        {
            throw RemoteCommandException.NotUnderstood(place, Command, result, lines.FirstOrDefault(result.Error));
        }

        if (lines[0].Split(' ') is not [var shell, var parent] || Number(shell) is not { } shellId || Number(parent) is not { } parentId)
        {
            throw RemoteCommandException.NotUnderstood(place, Command, result, lines[0]);
        }

        // On this machine the parent of the listing shell is this process, which is to be listed.
        HashSet<int> ours = host is null ? [shellId] : [shellId, parentId];
        return [.. lines.Skip(1)
            .Select(line => ParseLine(line) ?? throw RemoteCommandException.NotUnderstood(place, Command, result, line))
            .Where(process => !ours.Contains(process.Id) && !ours.Contains(process.ParentId))];
    }

    private static HostProcess? ParseLine(string line)
    {
        string[] parts = line.Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length >= 3 && Number(parts[0]) is { } id && Number(parts[1]) is { } parent && Number(parts[2]) is { } group
            ? new HostProcess(id, parent, group, parts.Length > 3 ? parts[3].TrimEnd() : "")
            : null;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
