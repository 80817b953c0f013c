# shellcheck shell=bash
# To be sourced after ci/common.sh.

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
