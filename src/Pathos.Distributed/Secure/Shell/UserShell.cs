namespace Pathos.Distributed;

/// <summary>What is said to the shell that a user has on a host, in words of its kind: that of POSIX, that of csh, or fish.</summary>
/// <remarks>Paths go to it as variables of the environment, so nothing has to be quoted in a language that is not known here.</remarks>
internal static class UserShell
{
    /// <summary>A script for a POSIX shell: sets pathos_shell, and in the words of that shell how it reads PATHOS_PROFILE and how it enters
    /// PATHOS_FOLDER; both are empty for a shell of no known kind.</summary>
    public const string FindWords = """
        pathos_shell=${SHELL:-/bin/sh} pathos_reading= pathos_entering=
        case ${pathos_shell##*/} in
            *csh)
                pathos_reading='source $PATHOS_PROFILE:q; unsetenv PATHOS_PROFILE'
                pathos_entering='cd $PATHOS_FOLDER:q; unsetenv PATHOS_FOLDER'
                ;;
            fish)
                pathos_reading='source "$PATHOS_PROFILE"; set -e PATHOS_PROFILE'
                pathos_entering='cd "$PATHOS_FOLDER"; set -e PATHOS_FOLDER'
                ;;
            sh | ash | bash | dash | *ksh | yash | zsh | busybox)
                pathos_reading='. "$PATHOS_PROFILE"; unset PATHOS_PROFILE'
                pathos_entering='cd "$PATHOS_FOLDER"; unset PATHOS_FOLDER'
                ;;
        esac
        """;

    /// <summary>A script for a POSIX shell: makes an absolute path of PATHOS_PROFILE, which may be relative to the home folder. A file
    /// that is
    /// not there is read as an empty one.</summary>
    public const string FindProfile = """
        case $PATHOS_PROFILE in /*) ;; *) PATHOS_PROFILE=${HOME:-}/$PATHOS_PROFILE ;; esac
        [ -r "$PATHOS_PROFILE" ] || PATHOS_PROFILE=/dev/null
        export PATHOS_PROFILE
        """;

    private const string RequireReading = """
        [ -n "$pathos_reading" ] || {
            printf '%s\n' "Nothing is known of how the shell $pathos_shell reads a profile. Name no profile, or use another login shell." >&2
            exit 1
        }
        """;

    // Entered twice: a folder that cannot be entered ends it here, where every shell does alike; csh would go on.
    // Then the user's shell enters it, after its own files and the profile, which may have gone elsewhere.
    private const string Enter = """
        case $PATHOS_FOLDER in /*) ;; *) PATHOS_FOLDER=$PWD/$PATHOS_FOLDER ;; esac
        cd "$PATHOS_FOLDER" || exit
        export PATHOS_FOLDER
        [ -n "$pathos_entering" ] || unset PATHOS_FOLDER
        """;

    /// <summary>A script for a POSIX shell, which becomes the user's shell with this command.</summary>
    /// <param name="command">In the words of that shell.</param>
    /// <param name="folder">Where to run it; null for the home folder.</param>
    /// <param name="profile">What the user's shell reads before; null for nothing.</param>
    public static string Run(string command, string? folder, string? profile)
    {
        string[] reading = profile is null ? [] : [$"PATHOS_PROFILE={ShellQuote.Word(profile)}", FindProfile, RequireReading];
        string before = profile is null ? "$pathos_entering" : "$pathos_reading; $pathos_entering";
        return string.Join(
            '\n',
            [
                FindWords,
                .. reading,
                $"PATHOS_FOLDER={(folder is null ? "$PWD" : ShellQuote.Word(folder))}",
                Enter,
                $"exec \"$pathos_shell\" -c \"{before}\n\"{ShellQuote.Word(command)}",
            ]);
    }
}
