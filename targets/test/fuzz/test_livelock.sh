#!/usr/bin/env bash
# test_livelock.sh FUZZER TOOL SEEDS: a loop that lets others run, and that none of them can end, which
# ci/canaries/livelock.patch plants, is explained by one round of it and by who waits for whom.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../../ci/lib/expect.sh"

fuzzer=$1 tool=$2 seeds=$3

mkdir mine found
code=0
timeout 120 "$fuzzer" -seed=1 -max_total_time=60 -artifact_prefix=found/plain- mine "$seeds" >log 2>&1 || code=$?
grep -aq '^==== VIOLATION PROG$' log || fail "the fuzzer ended with $code: $(tail -n 40 log)"
crash=$(echo found/plain-crash-*)

loop='a loop: (revalidator-[0-9]) repeats 1 step from step [0-9]+ on, (at least )?[0-9]{4,} times'
for lines in 23 60; do
    expect 1 "$loop" timeout 60 "$tool" explain --lines "$lines" "$crash"
    (($(grep -c ' yields .*dump\.c:46' out) == 1)) || fail "the loop is not shown once: $(cat out)"
    grep -q 'in which the loops go on' out || fail "that the loop goes on is not said: $(cat out)"
    grep -q '|  handler-[0-9]$' out || fail "who waits has no lane: $(cat out)"
done
expect 1 'handler-[0-9] waits for .* held by revalidator-[0-9]' timeout 60 "$tool" explain "$crash"
expect 1 '"loops":\[\{"actor":[0-9]+,"period":1,"times":[0-9]{4,}' timeout 60 "$tool" explain --json "$crash"
expect 1 '' timeout 60 "$tool" explain --html -o page.html "$crash"
grep -q 'repeats 1 step from' page.html || fail "the page does not say it"
