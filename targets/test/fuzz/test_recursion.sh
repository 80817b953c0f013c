#!/usr/bin/env bash
# test_recursion.sh FUZZER TOOL SEEDS BUILD: a recursion of the cache without end, which
# ci/canaries/recursion.patch plants, is a CRASH that names its function, in the fuzzer and in the tool.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../../ci/lib/expect.sh"

fuzzer=$1 tool=$2 seeds=$3 build=$4
where="revalidator-[0-9]'s stack of 256 KiB overflowed in handle_record \(dump\.c:[0-9]+\), which calls itself"

mkdir mine found
timeout 120 "$fuzzer" -seed=1 -max_total_time=60 -artifact_prefix=found/"$build"- mine "$seeds" >log 2>&1 || true
grep -aq '^==== VIOLATION CRASH$' log || fail "the fuzzer found something else: $(tail -n 40 log)"
grep -aqE "^$where" log || fail "the head does not say where: $(tail -n 40 log)"
crash=$(echo found/"$build"-crash-*)
expect 1 "$where" timeout 60 "$tool" replay --no-log --build "$build" "$crash"
expect 1 '^ *!.* OVERFLOWS its stack .* dump\.c:[0-9]+$' timeout 60 "$tool" explain "$crash"
expect 1 '^CRASH stack-overflow in handle_record$' timeout 60 "$tool" triage --signature "$crash"
