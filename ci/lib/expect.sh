# shellcheck shell=bash
# expect.sh: what the tests in shell have in common. To be sourced by bash at the head of a test:
# makes an empty folder, $work, removed at the end, and goes there. $here is the test's own folder.

set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Ends the test, which has failed, with a message.
fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# expect CODE PATTERN COMMAND...: the command ends with that code, and what it says, left in $work/out
# and $work/err, has a line like the pattern (empty: whatever it says).
expect() {
    local code=$1 pattern=$2 got=0
    shift 2
    "$@" >"$work/out" 2>"$work/err" || got=$?
    ((got == code)) || fail "'$*' ended with $got, not $code: $(cat "$work/out" "$work/err")"
    [[ -z $pattern ]] || grep -qE -- "$pattern" "$work/out" "$work/err" ||
        fail "'$*' did not say '$pattern': $(cat "$work/out" "$work/err")"
}

# The same, and all that it says is one line on standard error.
expect_one_line_error() {
    expect "$@"
    [[ $(wc -l <"$work/err") == 1 && ! -s $work/out ]] ||
        fail "'${*:3}' did not say one line: $(cat "$work/out" "$work/err")"
}

# at_work PID SIGNAL THREADS: waits until a process of the test's catches the signal (a number) and has
# as many threads. Fails if it ends before.
at_work() {
    local status caught threads
    while
        status=$(<"/proc/$1/status")
        caught=$(sed -n 's/^SigCgt:\t//p' <<<"$status")
        threads=$(sed -n 's/^Threads:\t//p' <<<"$status")
        ((threads < $3 || !(0x$caught >> $2 - 1 & 1)))
    do
        ! grep -q '^State:.Z' <<<"$status" || return 1
        sleep 0.01
    done
}
