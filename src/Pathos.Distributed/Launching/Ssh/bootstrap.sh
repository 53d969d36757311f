# Runs on a host, under whatever shell /bin/sh is there, and talks with the pool over standard input and output, which nobody else uses.
# It finds a runtime, makes sure that the worker program is here and whole, and becomes the node or server. The lines above this one set mark, role, program, version, runtime, cache, dotnet and profile, and
# define surround, which sets the variables that this host shall have.
umask 077
say() { printf '%s %s\n' "$mark" "$*"; }
fail() { say "failed $*"; exit 70; }

# The profile is read by the shell that it was written for, which may be another one; a plain shell after it tells what it exported, in words that a plain shell understands.
if [ -n "$profile" ]; then
    exported=$("${SHELL:-/bin/sh}" -c "{ $profile; } >&2; exec /bin/sh -c 'export -p'" </dev/null) && [ -n "$exported" ] || fail "profile The shell that reads the profile of this host ended with it."
    eval "$exported"
fi
surround

if command -v sha256sum >/dev/null 2>&1; then
    sums() { sha256sum "$@"; }
elif command -v shasum >/dev/null 2>&1; then
    sums() { shasum -a 256 "$@"; }
else
    fail "tools This host has neither sha256sum nor shasum, to check what it is sent."
fi

[ -n "$cache" ] || cache=${XDG_CACHE_HOME:-${HOME:-}/.cache}/pathos

# Whether a folder holds exactly the files of the list with this hash.
holds() {
    [ -f "$1/files.sha256" ] || return 1
    set -- "$1" "$2" $(sums "$1/files.sha256")
    [ "$3" = "$2" ] && (cd "$1" && sums -c files.sha256) >/dev/null 2>&1
}

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
        problem=$( { head -c "$size" >"$part/$name"; } 2>&1) || fail "cache $problem"
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
exec "$found" exec --runtimeconfig "$folder/node.runtimeconfig.json" "$folder/Pathos.Worker.dll" "$role" "$cache"
