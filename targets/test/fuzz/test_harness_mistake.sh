#!/usr/bin/env bash
# test_harness_mistake.sh FUZZER TOOL SEED BUILD: of a mistake in an oracle (mistaken_oracle.c) every
# command says that it is the harness's, HARNESS, and in which function: a crash, a failed assertion, and
# a loop without end.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../../ci/lib/expect.sh"

fuzzer=$1 tool=$2 seed=$3 build=$4
export UKEYFUZZ_HANG_SECONDS=0.2

command -v llvm-symbolizer >/dev/null || command -v addr2line >/dev/null || exit 77

check() {
    local verb=$2 crash min code=0
    export MISTAKE=$1
    mkdir "$MISTAKE"
    "$fuzzer" -artifact_prefix="$MISTAKE/$build-" -runs=1 "$seed" >log 2>&1 || code=$?
    ((code)) || fail "$MISTAKE: the fuzzer finds nothing: $(cat log)"
    grep -aA 1 '^==== VIOLATION' log >head || fail "$MISTAKE: no head: $(cat log)"
    grep -q '^==== VIOLATION HARNESS$' head || fail "$MISTAKE: another head: $(cat head)"
    grep -qE "^a mistake of the harness itself, please report it: .*: it $verb in mistaken_check \(mistaken\.c:[0-9]+\)" head ||
        fail "$MISTAKE: the head does not say where: $(cat head)"
    (($(grep -ac '^==== VIOLATION' log) == 1)) || fail "$MISTAKE: said more than once: $(cat log)"

    # libFuzzer writes no file of a crash of a file that it was given.
    crash=$MISTAKE/$build-crash-1
    cp "$seed" "$crash"
    expect 1 "violated HARNESS" timeout 60 "$tool" replay --no-log --build "$build" "$crash"
    expect 1 '"invariant":"HARNESS"' timeout 60 "$tool" replay --json "$crash"
    expect 1 'violated HARNESS' timeout 60 "$tool" explain "$crash"
    expect 1 "^new: HARNESS $verb in mistaken_check$" timeout 60 "$tool" triage "$MISTAKE"
    min=$MISTAKE.min
    expect 0 "HARNESS $verb in mistaken_check" timeout 100 "$tool" minimize --quiet -o "$min" "$crash"
    expect 1 "^HARNESS $verb in mistaken_check$" timeout 60 "$tool" triage --signature "$min"
}

expect 0 '' "$tool" replay --quiet "$seed" # Without a mistake there is nothing to say.
check crash dies
check abort dies
check loop spins
check deaf spins # With all signals blocked that the C library blocks.

# Who dies or hangs with the lock of malloc() held is told at once, and libFuzzer can write its file.
mkdir inputs
cp "$seed" inputs
for MISTAKE in ruin allocate; do
    export MISTAKE
    code=0
    timeout 40 "$fuzzer" -artifact_prefix="$MISTAKE-" -runs=1 inputs >log 2>&1 || code=$?
    ((code && code != 68 && code != 124)) || fail "$MISTAKE: the fuzzer ended with $code: $(cat log)"
    (($(grep -ac '^==== VIOLATION' log) == 1)) || fail "$MISTAKE: not said, or not once: $(cat log)"
    crash=$(echo "$MISTAKE"-*crash-*)
    [[ -s $crash ]] || fail "$MISTAKE: there is no crash file: $(cat log)"
done
# Whether allocate() has been left when it is looked at is chance.
where='it spins in (allocate \(mistaken\.c:[0-9]+\), called by )?mistaken_check \(mistaken\.c:[0-9]+\)'
grep -aqE "^a mistake of the harness itself, please report it: .*: $where" log ||
    fail "what allocates: the head does not say where: $(cat log)"

# With all signals blocked by the kernel nobody can see where. Who it is is said all the same.
export MISTAKE=stone-deaf
code=0
timeout 60 "$fuzzer" -artifact_prefix=stone- -runs=1 "$seed" >log 2>&1 || code=$?
((code == 77)) || fail "the fuzzer ended with $code: $(cat log)"
(($(grep -ac '^==== VIOLATION HANG$' log) == 1)) || fail "not said, or not once: $(cat log)"
grep -aqE '^[a-z]+-?[0-9]* has used 1\.[0-9]+ s of processor time since its point [0-9]+ and reaches no other; where, nobody can see' log ||
    fail "the head does not say who: $(cat log)"
grep -aq '^---- input: ' log || fail "the input is lost: $(cat log)"
expect 1 'violated HANG' timeout 60 "$tool" replay --no-log --build "$build" "$seed"
