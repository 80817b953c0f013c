# What the scripts of this folder share. To be sourced.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SEEDS=$ROOT/corpus/seeds

# Colours only where somebody looks.
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
    BOLD=$'\e[1m' RED=$'\e[31m' GREEN=$'\e[32m' RESET=$'\e[0m'
else
    BOLD='' RED='' GREEN='' RESET=''
fi

say() { printf '%s\n' "${BOLD}$*${RESET}"; }

# Ends the script with a one-line error. $1: exit code.
die() {
    local code=$1
    shift
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit "$code"
}

# The header comment of the calling script, as its help.
usage() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }

# True if $1 is a positive number without a leading zero that a shell can count with.
is_count() { [[ $1 =~ ^[1-9][0-9]{0,8}$ ]]; }

# Jobs for ninja: UKEYFUZZ_JOBS, else one per processor.
jobs_wanted() { echo "${UKEYFUZZ_JOBS:-$(nproc)}"; }

# Configures (once) and builds a preset. $1: preset; the rest: targets (none: all).
build_preset() {
    local preset=$1 log=$ROOT/build/$1.log
    shift
    mkdir -p "$ROOT/build"
    if ! { (cd "$ROOT" && cmake --preset "$preset") &&
           ninja -C "$ROOT/build/$preset" -j "$(jobs_wanted)" "$@"; } >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        printf '%s: building "%s" failed; the whole log is in %s\n' "$(basename "$0")" "$preset" "$log" >&2
        return 1
    fi
}
