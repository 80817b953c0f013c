# What the scripts of this folder share. To be sourced.
# shellcheck shell=bash disable=SC2034

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Debian's, which finds what ci/deps installs. Another python3 may come first in PATH.
PYTHON=/usr/bin/python3
# The calling script as its messages name it: ci/fuzz.
SCRIPT=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
SCRIPT=${SCRIPT#"$ROOT"/}

# Colours only where somebody looks, at a terminal that has them.
if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-} != dumb ]]; then
    BOLD=$'\e[1m' RED=$'\e[31m' GREEN=$'\e[32m' RESET=$'\e[0m'
else
    BOLD='' RED='' GREEN='' RESET=''
fi

# What cannot be said must not look like success, or like a finding.
say_plainly() { printf '%s\n' "$*" || exit 2; }
say() { printf '%s\n' "${BOLD}$*${RESET}" || exit 2; }

# Ends the script with a one-line error. $1: exit code.
die() {
    local code=$1
    shift
    printf '%s: %s\n' "$SCRIPT" "$*" >&2
    exit "$code"
}

# The header comment of the calling script, as its help.
usage() {
    local text
    text=$(awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0")
    say_plainly "$text"
}

# What is nearest to a word that is not known, as an addition to a message; nothing if nothing is. $1: the
# word; the rest: those that are.
did_you_mean() {
    "$PYTHON" -B -c 'import sys; sys.path.insert(0, sys.argv[1]); from entries import did_you_mean
print(did_you_mean(sys.argv[2], sys.argv[3:]), end="")' "$ROOT/ci/lib" "$@" 2>/dev/null || true
}

# Ends the calling script because of an option that it does not have.
unknown_argument() {
    local options
    mapfile -t options < <(usage | grep -oE -- '--[a-z][a-z-]*' | sort -u)
    die 2 "unknown argument '$1'$(did_you_mean "$1" "${options[@]}" --help); try --help"
}

# True if $1 is a positive number without a leading zero that a shell can count with.
is_count() { [[ $1 =~ ^[1-9][0-9]{0,8}$ ]]; }

# Processes at a time: UKEYFUZZ_JOBS, else one per processor.
jobs_wanted() { echo "${UKEYFUZZ_JOBS:-$(nproc)}"; }
is_count "${UKEYFUZZ_JOBS:-1}" || die 2 "UKEYFUZZ_JOBS is '$UKEYFUZZ_JOBS', which is not a number of processes"

# Copies the seeds in binary form, which a build's target corpus_seeds has made. $1: preset; $2: folder.
copy_seeds() {
    local seeds=$ROOT/build/$1/corpus/seeds
    compgen -G "$seeds/*.bin" >/dev/null || die 2 "no seeds in $seeds: they are what the target corpus_seeds makes"
    cp -- "$seeds"/*.bin "$2/" || exit 2
}

# Runs a command with its output in a log; shows the log's end if it fails. $1: the log.
quietly() {
    local log=$1
    shift
    mkdir -p "$(dirname "$log")"
    if ! "$@" >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        printf '%s: failed: %s; the whole log is in %s\n' "$SCRIPT" "$*" "$log" >&2
        return 1
    fi
}

# A build is a preset, or one with "-fine": its programs with a scheduling point at every load and
# store of the cache. $1: build. The preset; what its programs' names end in.
preset_of() { echo "${1%-fine}"; }
points_of() { [[ $1 == *-fine ]] && echo _fine || echo ''; }

# Configures a preset. $1: preset; the rest: more arguments for cmake.
configure_preset() {
    local preset=$1
    shift
    (cd "$ROOT" && quietly "$ROOT/build/$preset.configure.log" cmake --preset "$preset" "$@")
}

# Configures and builds a preset. One at a time builds in a folder; others wait. $1: preset; the rest:
# targets (none: all).
build_preset() {
    local preset=$1
    shift
    mkdir -p "$ROOT/build"
    (
        flock -n 9 || { echo "build/$preset is being built by another; waiting" >&2 && flock 9; }
        configure_preset "$preset" &&
            quietly "$ROOT/build/$preset.log" ninja -C "$ROOT/build/$preset" -j "$(jobs_wanted)" "$@"
    ) 9>>"$ROOT/build/$preset.lock"
}
