using System.Globalization;

namespace Pathos.Distributed;

/// <summary>The script that signals every process of a session's command, and never one that has got its number since.</summary>
internal static class SessionSignal
{
    // A session without a terminal has a Unix session of its own, whose leader is the outer shell of RemoteScript. It is spared, because
    // it tells how the command ended. Only it has the mark on its command line; while it lives, its number and its session's are its own.
    private const string Members = """
        case $(ps -o args= -p "$w" 2>/dev/null || tr '\0' ' ' <"/proc/$w/cmdline" 2>/dev/null) in *"$m"*) ;; *) exit 0 ;; esac
        members() {
            if [ -r /proc/self/stat ]; then
                for f in /proc/[0-9]*/stat; do
                    l=; IFS= read -r l 2>/dev/null <"$f" || continue
                    p=${l%% *}; set -- ${l##*) }
                    if [ "$4" = "$w" ] && [ "$1" != Z ] && [ "$p" != "$w" ]; then echo "$p"; fi
                done
            else
                ps -A -o pid= -o pgid= -o stat= | while read -r p g s; do
                    case $s in Z*) continue ;; esac
                    if [ "$g" = "$w" ] && [ "$p" != "$w" ]; then echo "$p"; fi
                done
            fi
        }
        """;

    // Asked first, a script may clean up after itself; then there is no more asking.
    private const string AskThenKill = """
        all=$(members); [ -n "$all" ] || exit 0
        kill -s TERM $all 2>/dev/null
        n=0
        while [ $n -lt 50 ] && [ -n "$(members)" ]; do n=$((n + 1)); sleep 0.1 2>/dev/null || sleep 1; done
        """;

    // Again and again, because a process may have forked meanwhile.
    private const string KillAll = """
        n=0
        while [ $n -lt 20 ]; do
            all=$(members); [ -n "$all" ] || exit 0
            kill -s KILL $all 2>/dev/null
            n=$((n + 1))
        done
        """;

    public static string Send(string mark, int outer, UnixSignal signal) => signal == UnixSignal.Kill
        ? Script(mark, outer, KillAll)
        : Script(mark, outer, $"all=$(members); [ -z \"$all\" ] || kill -s {signal.ShellName()} $all");

    /// <summary>Asks them to end, and kills those that have not ended after 5 seconds.</summary>
    public static string End(string mark, int outer) => Script(mark, outer, $"{AskThenKill}\n{KillAll}");

    private static string Script(string mark, int outer, string action) =>
        string.Create(CultureInfo.InvariantCulture, $"m={mark}; w={outer}\n{Members}\n{action}");
}
