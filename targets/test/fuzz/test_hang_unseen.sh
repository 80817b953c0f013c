#!/usr/bin/env bash
# test_hang_unseen.sh FUZZER SEEDS: under ThreadSanitizer nobody can see where a loop of the cache is
# (ci/canaries/hang.patch). It is a finding all the same, with its actor and a crash file.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../../ci/lib/expect.sh"

mkdir mine found
code=0
UKEYFUZZ_HANG_SECONDS=0.4 timeout 120 "$1" -seed=1 -max_total_time=60 -artifact_prefix=found/ mine "$2" >log 2>&1 || code=$?
((code == 77 || code == 66)) || fail "the fuzzer ended with $code: $(tail -n 5 log)"
(($(grep -ac '^==== VIOLATION HANG$' log) == 1)) || fail "not said, or not once: $(tail -n 40 log)"
grep -aqE '^revalidator-[0-9] has used 0\.[0-9]+ s of processor time since its point [0-9]+ and reaches no other; where, nobody can see' log ||
    fail "the head does not say who: $(tail -n 40 log)"
crash=$(echo found/*crash-*)
[[ -s $crash ]] || fail "there is no crash file: $(tail -n 5 log)"
