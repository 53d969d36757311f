using System.Globalization;

namespace Pathos.Distributed;

/// <summary>Lists the processes of a host, without those that make the list.</summary>
internal static class ProcessTable
{
    // Small systems lack ps, and only Linux has /proc.
    private const string Script = """
        echo "$$ $PPID"
        if command -v ps >/dev/null; then exec ps -A -o pid= -o ppid= -o pgid= -o args=; fi
        for f in /proc/[0-9]*; do
            l=; IFS= read -r l 2>/dev/null <"$f/stat" || continue
            p=${l%% *}; n=${l#*\(}; set -- ${l##*) }
            c=$(tr '\0' ' ' 2>/dev/null <"$f/cmdline")
            echo "$p $2 $3 ${c:-[${n%)*}]}"
        done
        """;

    public static async Task<List<HostProcess>> ReadAsync(SshHost? host, SshOptions options, CancellationToken cancellationToken)
    {
        RemoteResult result = await HostShell.RunAsync(host, options, Script, cancellationToken).ConfigureAwait(false);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] self = lines[0].Split(' ');

        // On this machine the parent of the listing shell is this process, which is to be listed.
        HashSet<int> ours = host is null ? [Number(self[0])] : [Number(self[0]), Number(self[1])];
        return [.. lines.Skip(1).Select(Parse).Where(process => !ours.Contains(process.Id) && !ours.Contains(process.ParentId))];
    }

    private static HostProcess Parse(string line)
    {
        string[] parts = line.Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries);
        return new HostProcess(Number(parts[0]), Number(parts[1]), Number(parts[2]), parts.Length > 3 ? parts[3].TrimEnd() : "");
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
