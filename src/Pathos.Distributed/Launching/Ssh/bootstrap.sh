# Runs on a host, under whatever shell /bin/sh is there, and talks with the pool over standard input and output, which nobody else uses.
# It finds a runtime, makes sure that the worker program is here and whole, and becomes the node or server. What is above sets mark, role, program, version, runtime, cache, dotnet and PATHOS_PROFILE, and
# defines surround, which sets the variables that this host shall have, find_words and find_profile, and what to know of the cache folder.
# Only what is kept here is nobody else's. What tasks write is theirs, so they get the mask that the host has for this user.
mask=$(umask)
umask 077
say() { printf '%s %s\n' "$mark" "$*"; }
fail() { say "failed $*"; exit 70; }
no_cache() { fail "cache $*"; }
say "here"

# The profile is read by the shell that it was written for, which may be another one; a plain shell after it tells what it exported, in words that a plain shell understands.
# What the profile prints comes before the mark, and goes where errors go. Without the mark its shell ended with it. Where it went to does not matter: this shell goes nowhere.
if [ -n "$PATHOS_PROFILE" ]; then
    find_profile
    find_words
    [ -n "$pathos_reading" ] || fail "profile Nothing is known of how the shell $pathos_shell reads a profile. Name no profile for this host, or use another login shell."
    # After an error in the file, fish and tcsh go on with what follows it. So they check it before.
    checks=
    case ${pathos_shell##*/} in
        fish) checks=1 ;;
        *csh) "$pathos_shell" -f -c 'if ($?tcsh) exit 3' </dev/null >&2 || checks=1 ;;
    esac
    if [ -n "$checks" ]; then
        problem=$("$pathos_shell" -n "$PATHOS_PROFILE" 2>&1 </dev/null) || fail "profile The profile of this host is not in the language of $pathos_shell: $(printf %s "$problem" | tr '\n' ' ')"
    fi
    here=$PWD
    exported=$("$pathos_shell" -c "$pathos_reading; exec /bin/sh -c 'echo; echo $mark; export -p'" </dev/null)
    case $exported in
        *"$mark"*) ;;
        *) fail "profile The shell that reads the profile of this host ($pathos_shell) ended with it, and said: $(printf %s "$exported" | tr '\n' ' ')" ;;
    esac
    printf '%s\n' "${exported%"$mark"*}" >&2
    eval "${exported##*"$mark"}"
    cd "$here" || :
fi
unset PATHOS_PROFILE
surround

if command -v sha256sum >/dev/null 2>&1; then
    sums() { sha256sum "$@"; }
elif command -v shasum >/dev/null 2>&1; then
    sums() { shasum -a 256 "$@"; }
else
    fail "tools This host has neither sha256sum nor shasum, to check what it is sent."
fi

# The cache is tried now: the first task that needs it would tell less well what is wrong with it.
find_cache
problem=$(mkdir -p "$cache" 2>&1) || no_cache "$problem."
require_own "$cache" "$cache/programs" "$cache/runtimes" "$cache/code"
problem=$( { printf . >"$cache/try.$$" && rm "$cache/try.$$"; } 2>&1) || { rm -f "$cache/try.$$"; no_cache "$problem."; }

# Whether a folder holds exactly the files of the list with this hash.
holds() {
    [ -f "$1/files.sha256" ] || return 1
    # Of a name with a backslash in it GNU's program would say so before the sum.
    set -- "$1" "$2" $(sums <"$1/files.sha256")
    [ "$3" = "$2" ] && (cd "$1" && sums -c files.sha256) >/dev/null 2>&1
}

# Some programs read more of their input than they pass on (head of busybox), which would be lost. Which do not is tried.
if [ "$(printf ab | { head -c 1 >/dev/null 2>&1; cat; })" = b ]; then
    take() { head -c "$1"; }
elif [ "$(printf ab | { dd bs=1 count=1 iflag=fullblock >/dev/null 2>&1; cat; })" = b ]; then
    # In large blocks, and then what is left; dd counts what it copies on standard error.
    take() {
        { [ "$1" -lt 65536 ] || dd bs=65536 count=$(($1 / 65536)) iflag=fullblock; } && { [ $(($1 % 65536)) -eq 0 ] || dd bs=$(($1 % 65536)) count=1 iflag=fullblock; }
    }
else
    take() { dd bs=1 count="$1"; }
fi

# Takes files into a folder of their own, and gives it its name when it is whole: many may do this at once.
part=
trap '[ -z "$part" ] || rm -rf "$part"' EXIT
receive() {
    final=$cache/$1/$2
    part=$cache/$1/$2.part.$$
    problem=$(mkdir -p "$part" 2>&1) || fail "cache $problem"
    while read -r size name; do
        [ "$size" != end ] || break
        case $name in */*) mkdir -p "$part/${name%/*}" ;; esac
        problem=$( { take "$size" >"$part/$name"; } 2>&1) || fail "cache $problem"
    done
    holds "$part" "$2" || fail "cache What arrived in $part is not what was sent; the disk may be full."
    [ ! -f "$part/dotnet" ] || chmod u+x "$part/dotnet"
    if [ -d "$final" ] && ! holds "$final" "$2"; then
        # Damaged; or it was cleared away while we looked, and has come again from somebody who uses it by now. Who holds the lock of the cache alone can tell: nobody takes folders away then.
        { command exec 7>>"$cache/lock" && flock -x 7; } 2>/dev/null
        [ ! -d "$final" ] || holds "$final" "$2" || { mv "$final" "$part.old" && rm -rf "$part.old"; }
        exec 7>&-
    fi
    [ -d "$final" ] || mv "$part" "$final" 2>/dev/null || [ -d "$final" ] || fail "cache $final cannot be made."
    rm -rf "$part" "$final/${part##*/}"
    part=
}

# Says that a folder of the cache is in use, for as long as there is this process, whatever it becomes, or one that it started: they inherit the descriptor that holds the lock. Who clears the
# cache holds its lock alone meanwhile, so nobody takes the folder away between the look and the lock. A host without flock can lock nothing, and its cache is not cleared.
keep() {
    command -v flock >/dev/null 2>&1 || return 0
    { command exec 7>>"$cache/lock" && flock -s 7; } 2>/dev/null
    kept=
    { eval "command exec $1<\"\$2/files.sha256\"" && kept=1 && flock -s "$1" && touch -c "$2/files.sha256"; } 2>/dev/null

    # Not whether the file is there: it may have been cleared away before it was opened, and have come again from somebody else since.
    exec 7>&-
    [ -n "$kept" ]
}

# Makes sure that a folder of the cache is there, whole, and stays.
have() { # descriptor, what the pool calls it, folder of its kind, hash
    until holds "$cache/$3/$4" "$4" && keep "$1" "$cache/$3/$4"; do
        say "$2"
        receive "$3" "$4"
    done
    require_own "$cache/$3/$4"
}

say "host $(uname -s) $(uname -m)"

# One that was named is the only one: whoever names it has a reason.
if [ -n "$dotnet" ]; then
    set -- "$dotnet"
else
    set -- "$(command -v dotnet 2>/dev/null)" "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet" \
        /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet /usr/local/share/dotnet/dotnet /opt/dotnet/dotnet
fi
found=
seen=
for candidate in "$@"; do
    [ -n "$candidate" ] && [ -x "$candidate" ] || continue
    for known in $("$candidate" --list-runtimes 2>/dev/null | sed -n 's/^Microsoft\.NETCore\.App \([^ ]*\) .*/\1/p'); do
        seen="$seen $known"
        case $known in "$version".*) found=$candidate ;; esac
    done
    [ -z "$found" ] || break
done

if [ -z "$found" ] && [ -n "$runtime" ]; then
    have 8 runtime runtimes "$runtime"
    found=$cache/runtimes/$runtime/dotnet
    export DOTNET_ROOT="$cache/runtimes/$runtime"
fi
[ -n "$found" ] || fail "runtime $seen"

have 9 program programs "$program"
say "ready"
folder=$cache/programs/$program
umask "$mask"
exec "$found" exec --runtimeconfig "$folder/node.runtimeconfig.json" "$folder/Pathos.Worker.dll" "$role" "$cache"
