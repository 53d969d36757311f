# Lists or clears what pools have left on a host, under whatever shell /bin/sh is there. What is above sets action, cache, and age: for how many seconds a thing must have been unused; and what to know of the cache folder.
# Whoever uses a thing holds a lock of it: bootstrap.sh that of the list of files, a worker that of the mark in the folder of an assembly.
umask 077
LC_ALL=C
export LC_ALL
fail() { printf 'failed %s\n' "$*"; exit 0; }
no_cache() { fail "$*"; }

find_cache
[ -d "$cache" ] || exit 0
require_own "$cache" "$cache/programs" "$cache/runtimes" "$cache/code"
problem=$(cd "$cache" 2>&1) || fail "$problem"
cd "$cache"
now=$(date +%s)
day=86400

can_lock=
if command -v flock >/dev/null 2>&1; then can_lock=1; fi

# Takes the lock of a file for nobody but us, if it can be had at once; what is not there needs none.
lock() { # descriptor, file
    [ -e "$2" ] || return 0
    { eval "command exec $1>>\"\$2\"" && flock -n "$1"; } 2>/dev/null
}

# Whether nobody uses a thing. Its locks are ours then, until the next question.
is_free() {
    exec 8>&- 9>&-
    case $kind in
        assembly) lock 8 "$1/.used" && lock 9 "$1/.lock" ;;
        leftover) : ;;
        *) lock 8 "$1/files.sha256" ;;
    esac
}

# Sets what there is to say of a thing.
look() {
    hash=${1##*/}
    name=
    mark=$1/files.sha256
    case $1 in
        trash.* | *.part.* | *.old) kind=leftover mark=$1 hash=- ;;
        programs/*) kind=program ;;
        runtimes/*) kind=runtime ;;
        *)
            kind=assembly mark=$1/.used
            for file in "$1"/*; do
                if [ -f "$file" ]; then name=${file##*/}; fi
            done
            ;;
    esac
    [ -e "$mark" ] || mark=$1
    changed=$(stat -c %Y "$mark" 2>/dev/null || stat -f %m "$mark" 2>/dev/null || echo "$now")
    bytes=$(find "$1" -type f -exec ls -ln {} + | awk '{ sum += $5 } END { printf "%.0f", sum }')

    # One that is being received is not whole for a while. Nothing takes a day.
    least=${age:-0}
    if [ "$kind" = leftover ] && [ "$least" -lt "$day" ]; then least=$day; fi
    [ $((now - changed)) -ge "$least" ]
}

tell() { printf 'item %s %s %s %s %s %s\n' "$kind" "$hash" "$bytes" "$changed" "$1" "$name"; }

if [ "$action" = list ]; then
    for thing in programs/* runtimes/* code/* trash.*; do
        [ -d "$thing" ] && look "$thing" || continue
        if [ -z "$can_lock" ]; then tell unknown; elif is_free "$thing"; then tell free; else tell used; fi
    done
    exit 0
fi

[ -n "$can_lock" ] || fail "It has no program 'flock' (of util-linux), without which nobody can tell what living workers use. When none are left there, remove $cache by hand."

# Whoever comes to use a thing shares this lock while he looks and marks, which takes no time: what is free now stays free until it is out of the way.
problem=$( { : >>lock; } 2>&1) || fail "$problem"
exec 7>>lock
tries=0
until flock -n 7; do
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || fail "Its lock ($cache/lock) is held by others all the time. Try again."
    sleep 1
done
trash=trash.$$
mkdir -p "$trash"
for thing in programs/* runtimes/* code/* trash.*; do
    [ -d "$thing" ] && [ "$thing" != "$trash" ] && look "$thing" && is_free "$thing" || continue
    problem=$(mv "$thing" "$trash/${thing%%/*}-${thing##*/}" 2>&1) || fail "$problem"
    tell free
done
exec 7>&- 8>&- 9>&-
problem=$(rm -rf "$trash" 2>&1) || fail "$problem"
