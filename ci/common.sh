# What the scripts of this folder share. To be sourced.
# shellcheck shell=bash disable=SC2034

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Debian's, which finds what ci/deps installs. Another python3 may come first in PATH.
PYTHON=/usr/bin/python3
# The calling script as its messages name it: ci/fuzz.
SCRIPT=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
SCRIPT=${SCRIPT#"$ROOT"/}

# Colours only where somebody looks, as in ci/lib/terminal.py.
if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
    BOLD=$'\e[1m' RED=$'\e[31m' RESET=$'\e[0m'
else
    BOLD='' RED='' RESET=''
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

# What is nearest to an unknown word ($1) of those that are known, as an addition to a message.
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

# Ends the calling script unless a value is one of an option's. $1: option; $2: value; the rest: its values.
one_of() {
    [[ -n $2 && " ${*:3} " == *" $2 "* ]] || die 2 "$1 wants one of: ${*:3}$(did_you_mean "$2" "${@:3}")"
}

# True if $1 is a positive number without a leading zero that a shell can count with.
is_count() { [[ $1 =~ ^[1-9][0-9]{0,8}$ ]]; }

is_count "${UKEYFUZZ_JOBS:-1}" || die 2 "UKEYFUZZ_JOBS is '$UKEYFUZZ_JOBS', which is not a number of processes"
