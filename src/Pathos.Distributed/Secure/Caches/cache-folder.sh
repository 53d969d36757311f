# Where a host keeps what pools send, for the scripts that use it. Whoever includes this has set cache, and defines no_cache, which tells what is wrong with the folder and ends.

# Makes an absolute path of cache: no folder that a profile or a login shell has gone to matters. Relative paths, and '~', are of the home folder.
find_cache() {
    [ -n "$cache$XDG_CACHE_HOME${HOME:-}" ] || no_cache "This user has no home folder (HOME is empty)."
    [ -n "$cache" ] || cache=${XDG_CACHE_HOME:-${HOME:-}/.cache}/pathos
    case $cache in
        /*) return ;;
        '~') cache=${HOME:-} ;;
        '~/'*) cache=${HOME:-}/${cache#??} ;;
        *) cache=${HOME:-}/$cache ;;
    esac
    case $cache in
        /*) ;;
        *) no_cache "'$cache' is relative, and this user has no home folder (HOME is empty or relative)." ;;
    esac
}

# Ends unless nobody but this user, and root, may write to these folders: others could change what runs here. Every system has ls -n, and the same words from it.
require_own() {
    pathos_me=$(id -u)
    for folder in "$@"; do
        [ -e "$folder" ] || continue
        set -f
        set -- $(ls -ldn "$folder/." 2>/dev/null)
        set +f
        case ${1:-} in
            d????w* | d???????w*) no_cache "$folder may be written to by other users, who could change what runs. Let nobody else write: chmod go-w '$folder'." ;;
            d*) ;;
            *) no_cache "$folder is not a folder that this user may look into." ;;
        esac
        case $3 in
            0 | "$pathos_me") ;;
            *) no_cache "$folder belongs to the user with the number $3, who could change what runs. Let it belong to this user (chown $pathos_me '$folder'), or name another folder." ;;
        esac
    done
}
