#!/usr/bin/env bash
# test_one_head.sh FUZZER...: whatever fuzz target's process is killed by a signal in the midst of an
# execution, the head is the same: tag, message, target and build, the next commands, the input.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../../ci/lib/expect.sh"

# A moment of the target's own folder `at`, in which an execution may have been under way or not.
struck() {
    local fuzzer=$1 pid
    rm -rf at
    mkdir -p at/corpus
    (cd at && UKEYFUZZ_STATS=stats exec "$fuzzer" -seed="$2" -max_total_time=60 corpus >out 2>&1) &
    pid=$!
    until grep -qsE '^executions: [0-9]{1,}0* *$' at/stats && ! grep -qE '^executions: 0 ' at/stats; do
        kill -0 "$pid" 2>/dev/null || fail "$fuzzer ended by itself: $(cat at/out)"
        sleep 0.05
    done
    sleep 0."$2"
    kill -ABRT "$pid"
    wait "$pid" || true
    grep -qa '^==== VIOLATION' at/out
}

for fuzzer; do
    for ((i = 1; i <= 30; i++)); do struck "$fuzzer" "$i" && break; done
    grep -aA 2 '^==== VIOLATION' at/out >head || fail "$fuzzer says nothing: $(cat at/out)"
    name=${fuzzer##*/}
    diff - <(sed 's/, [a-z-]* build$/, BUILD build/; s/message$/message/' head) <<END_HEAD ||
==== VIOLATION ABORT
the process ends with signal 6 (Aborted)
---- found by $name, BUILD build
END_HEAD
        fail "$fuzzer has another head"
    grep -A 1 -aE '^---- next \(FILE is named below\)$' at/out | grep -aqE '^  .*FILE' || fail "$fuzzer: no next command: $(cat at/out)"
    sed -n '/^---- input:/{n;p;q}' at/out | base64 -d >said || fail "$fuzzer: the input is not base64"
    # A trailer may follow, which says where it comes from.
    cmp -n "$(wc -c <said)" said at/*crash-* || fail "$fuzzer: what it says is not what libFuzzer wrote"
done
