#!/usr/bin/env bash
# test_wait.sh FUZZER TOOL SEEDS BUILD: the same of a system call that nobody ends, which
# ci/canaries/wait.patch plants. It uses no processor time, so somebody who waits is told why.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../../ci/lib/expect.sh"

fuzzer=$1 tool=$2 seeds=$3 build=$4
where='waits in await_put \(dump\.c:[0-9]+\), which has called read\(\) of [^,]*, called by handle_record'

mkdir mine found
code=0
UKEYFUZZ_HANG_SECONDS=0.05 timeout 120 "$fuzzer" -seed=1 -max_total_time=60 -artifact_prefix=found/"$build"- mine "$seeds" >log 2>&1 || code=$?
((code != 0)) || fail "the fuzzer found nothing: $(tail -n 5 log)"
grep -aqE "revalidator-[0-9] has been in a system call for [0-9.]+ s since its point [0-9]+ and reaches no other: it $where" log ||
    fail "the head does not say where: $(tail -n 40 log)"
crash=$(echo found/"$build"-crash-*)
[[ -s $crash ]] || fail "there is no crash file: $(tail -n 5 log)"

# The first execution has no name for what it is, so it takes the whole limit: six seconds.
# $1: what is waited for; the rest: the command.
expect_a_word() {
    UKEYFUZZ_HANG_SECONDS=0.6 timeout 60 "${@:2}" >out 2>said || true
    grep -qE '^ukeyfuzz(-wait)?: revalidator-[0-9] has reached no other point for 4 s since its point [0-9]+, and uses no processor time: it waits in a system call; after 6\.0 s it is called a HANG$' said ||
        fail "$2 waits without a word: $(cat said)"
    grep -qE "$1" out || fail "$2 does not say '$1': $(cat out)"
}
expect_a_word "$where" "$tool" replay --no-log --build "$build" "$crash"
expect 1 '^ *!.* HANGS.* dump\.c:[0-9]+$' env UKEYFUZZ_HANG_SECONDS=0.05 timeout 60 "$tool" explain "$crash"
expect 1 '^HANG await_put$' env UKEYFUZZ_HANG_SECONDS=0.05 timeout 60 "$tool" triage --signature "$crash"
