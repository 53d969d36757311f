using System.Security.Cryptography;

namespace Pathos.Distributed;

/// <summary>What runs on the other host of a copy. Everything travels as one archive of <c>tar</c>.</summary>
internal static class CopyScripts
{
    /// <summary>The name of what is copied, within the archive.</summary>
    public const string Data = "data";

    /// <summary>The last entry of an archive that was sent whole: the end of the stream alone may be that of the connection.</summary>
    public const string Done = "done";

    /// <summary>The first byte of what a download sends.</summary>
    public const byte Folder = (byte)'d';

    public const int SourceMissing = 66;
    public const int TargetNotWritable = 73;
    public const int ArchiveFailed = 74;
    public const int Incomplete = 75;
    public const int TargetOfOtherKind = 76;

    // GNU's tar takes a backslash in a name for the beginning of a special character, unless it is told not to; other programs do not
    // know how to be told.
    private const string FindTar = """
        u=--no-unquote; tar $u -cf /dev/null -T /dev/null 2>/dev/null || u=
        """;

    // Unpacked beside the target and moved to its name when all is there: no program finds a part of it, not even when the connection
    // breaks.
    // A link that lies in the target is replaced, and never entered: it may lead anywhere. Only the target that the caller named may be
    // reached by links.
    private const string Receive = """
        LC_ALL=C; export LC_ALL
        case $t in */) t=$t$n ;; *) [ ! -d "$t" ] || t=$t/$n ;; esac
        case $t in /*) ;; *) t=./$t ;; esac
        p=${t%/*}; s=${p:-/}/$s
        mkdir -m 700 "$s" || exit 73
        cleanup() { rm -rf "$s" 2>/dev/null || { chmod -R u+rwx "$s"; rm -rf "$s"; }; }
        trap cleanup EXIT
        trap 'exit 75' HUP INT TERM PIPE
        is_folder() { [ -d "$1" ] && [ ! -L "$1" ]; }
        merge() {
            for f in "$1"/* "$1"/.[!.]* "$1"/..?*; do
                if is_folder "$f" && is_folder "$2/${f##*/}"; then merge "$f" "$2/${f##*/}" || return
                elif [ -e "$f" ] || [ -L "$f" ]; then place "$f" "$2/${f##*/}" || return; fi
            done
        }
        place() {
            if [ -L "$2" ]; then rm -f "$2" || return 73; fi
            if is_folder "$1" && [ -e "$2" ]; then echo "$2 is a file, and a folder is to be there" >&2; return 76
            elif [ -d "$2" ]; then echo "$2 is a folder, and a file is to be there" >&2; return 76; fi
            mv -f "$1" "$2" || return 73
        }
        tar $u -xpof - -C "$s" || exit 74
        [ -e "$s/done" ] || exit 75
        if is_folder "$s/data" && is_folder "$t"; then merge "$s/data" "$t"; else place "$s/data" "$t"; fi
        """;

    private const string Send = """
        LC_ALL=C; export LC_ALL
        case $f in /*) ;; *) f=./$f ;; esac
        if [ -d "$f" ]; then printf d; tar $u -cf - -C "$f" . || exit 74
        elif [ -e "$f" ]; then printf f; p=${f%/*}; tar $u -chf - -C "${p:-/}" "./${f##*/}" || exit 74
        else echo 'there is nothing of that name' >&2; exit 66; fi
        """;

    /// <param name="name">The name of the source, which the target gets when it is a folder.</param>
    public static string ReceiveAt(string target, string name) =>
        $"t={ShellQuote.Word(InHome(target))}; n={ShellQuote.Word(name)}; s={StagingName()}\n{FindTar}\n{Receive}";

    public static string SendFrom(string source) => $"f={ShellQuote.Word(InHome(source))}\n{FindTar}\n{Send}";

    /// <summary>Makes a name for the folder beside the target that receives what is not yet whole.</summary>
    public static string StagingName() => ".pathos-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    // A session begins in the home folder; quoted, the shell would take the sign as it is.
    private static string InHome(string path) =>
        path == "~" ? "." : path.StartsWith("~/", StringComparison.Ordinal) ? "." + path[1..] : path;
}
