# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# What ./run and ./check share: installing what is missing, configuring, building. Sourced by both
# with `root` set to the project's folder. All words go to stderr: stdout belongs to the program.
: "${root:?}"

say() {
    printf '%s\n' "custodes: $*" >&2
}

# house_has PACKAGE: whether dpkg has it installed.
house_has() {
    # shellcheck disable=SC2016 # the format is dpkg's, not the shell's
    case $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) in
        installed) return 0 ;;
        *) return 1 ;;
    esac
}

# house_missing GROUP...: prints one line for each package of these groups of packages.txt that is
# not installed, with its other names, if any, behind it.
house_missing() {
    groups=" $* "
    while read -r group names; do
        case $groups in
            *" $group "*) ;;
            *) continue ;;
        esac
        found=no
        for name in $names; do
            if house_has "$name"; then
                found=yes
            fi
        done
        if [ "$found" = no ]; then
            printf '%s\n' "$names"
        fi
    done <"$root/packages.txt"
}

# house_pick: of each line of names on stdin, prints the first that apt knows. Where apt knows none
# of them (its lists were never fetched), the first name is that of Debian 12, the last of newer.
house_pick() {
    release=$(sed -n 's/^VERSION_ID="*\([0-9]*\).*/\1/p' /etc/os-release 2>/dev/null || true)
    while read -r names; do
        picked=
        for name in $names; do
            if [ -z "$picked" ] && [ -n "$(apt-cache show --no-all-versions "$name" 2>/dev/null)" ]
            then
                picked=$name
            fi
        done
        if [ -z "$picked" ] && [ "${release:-12}" -le 12 ]; then
            picked=${names%% *}
        fi
        printf '%s\n' "${picked:-${names##* }}"
    done
}

# house_refuse NAMES: prints what root would have to type, and leaves.
house_refuse() {
    line=$(printf '%s\n' "$1" | house_pick | tr '\n' ' ')
    say "packages are missing, and installing them needs root. As root:"
    printf '%s\n' "apt-get update && apt-get install -y --no-install-recommends ${line% }" >&2
    exit 2
}

# house_install GROUP...: installs what is missing; does nothing where nothing is.
house_install() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        return 0 # not a Debian: CMake says what it does not find
    fi
    missing=$(house_missing "$@")
    if [ -z "$missing" ]; then
        return 0
    fi
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        as_root=sudo
    else
        house_refuse "$missing"
    fi
    say "installing what is missing: $(printf '%s\n' "$missing" | sed 's/ .*//' | tr '\n' ' ')"
    $as_root apt-get update -q >&2 || house_refuse "$missing"
    # shellcheck disable=SC2046 # package names are to be split into words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        $(printf '%s\n' "$missing" | house_pick) >&2 || house_refuse "$missing"
}

# house_quiet LOG COMMAND...: runs it with its output in LOG, which is shown if it fails.
house_quiet() {
    log=$1
    shift
    if ! "$@" >>"$log" 2>&1; then
        cat "$log" >&2
        say "failed: $*"
        exit 1
    fi
}

# house_build NAME CMAKE_ARGUMENT...: builds in build/NAME, one at a time. It is configured anew
# where the arguments are not those of the last time, or the tree was moved here with its build.
house_build() {
    build=$root/build/$1
    shift
    mkdir -p "$build"
    exec 9>"$build/lock"
    if command -v flock >/dev/null; then
        flock 9
    fi
    : >"$build/build.log"
    if [ ! -f "$build/build.ninja" ] || [ "$(cat "$build/made-with" 2>/dev/null)" != "$root $*" ]
    then
        say "building in $build"
        house_quiet "$build/build.log" cmake --fresh -S "$root" -B "$build" -G Ninja "$@"
        printf '%s\n' "$root $*" >"$build/made-with"
    fi
    house_quiet "$build/build.log" ninja -C "$build"
    exec 9>&-
}
