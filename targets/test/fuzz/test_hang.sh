#!/usr/bin/env bash
# test_hang.sh FUZZER TOOL SEEDS BUILD: a loop of the cache without a scheduling point, which
# ci/canaries/hang.patch plants, is a finding for each command: HANG, in that function, within its time.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../../ci/lib/expect.sh"

fuzzer=$1 tool=$2 seeds=$3 build=$4
export UKEYFUZZ_HANG_SECONDS=0.2
where='spins in handle_record \(dump\.c:4[0-9]\), called by dumped \(dump\.c:[0-9]+\)'

mkdir mine found
code=0
timeout 120 "$fuzzer" -seed=1 -max_total_time=60 -artifact_prefix=found/"$build"- mine "$seeds" >log 2>&1 || code=$?
((code == 77 || code == 65 || code == 66 || code == 1)) || fail "the fuzzer ended with $code: $(tail -n 5 log)"
grep -aq '^==== VIOLATION HANG$' log || fail "the fuzzer found something else: $(tail -n 40 log)"
grep -aqE "revalidator-[0-9] has used 0\.2 s of processor time since its point [0-9]+ and reaches no other: it $where" log ||
    fail "the head does not say where: $(tail -n 40 log)"
grep -aqE '^!.* HANGS' log || fail "the explanation does not end in it: $(tail -n 40 log)"
(($(grep -ac '^==== VIOLATION' log) == 1)) || fail "said more than once: $(cat log)"
crash=$(echo found/"$build"-crash-*)
[[ -s $crash ]] || fail "there is no crash file: $(tail -n 5 log)"

expect 1 "$where" timeout 60 "$tool" replay --no-log --build "$build" "$crash"
expect 1 '"invariant":"HANG"' timeout 60 "$tool" replay --json "$crash"
expect 1 'violated HANG' timeout 60 "$tool" replay --quiet --check-determinism 2 "$crash"
expect 1 '^ *!.* HANGS.* dump\.c:4[0-9]$' timeout 60 "$tool" explain "$crash"
expect 1 '"invariant":"HANG"' timeout 60 "$tool" explain --json "$crash"
expect 1 '^HANG handle_record$' timeout 60 "$tool" triage --signature "$crash"
expect 1 '^new: HANG handle_record' timeout 60 "$tool" triage found
expect 1 'violated HANG' timeout 60 "$tool" reach "$crash"

# bisect, in a checkout whose tool is this one.
mkdir checkout
printf '{"version": 6, "configurePresets": [{"name": "%s", "generator": "Ninja"}]}\n' "$build" >checkout/CMakePresets.json
printf '#!/bin/sh\nexec "%s" "$@"\n' "$tool" >checkout/tool
cat >checkout/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.25)
project(history NONE)
add_custom_target(ukeyfuzz COMMAND cmake -E copy ${PROJECT_SOURCE_DIR}/tool targets/ukeyfuzz
                  COMMAND chmod +x targets/ukeyfuzz)
END
cd checkout
expect 1 ': shows HANG handle_record' timeout 60 "$tool" bisect --signature "../$crash"
cd ..

# Of the executions of one command only the one of the verdict uses up the limit.
TIMEFORMAT=%U # Its processor time, with its children's.
used=$( { time UKEYFUZZ_HANG_SECONDS=2 timeout 60 "$tool" replay --no-log "$crash" >out 2>&1; } 2>&1) || true
grep -q 'used 2 s of processor time' out || fail "its verdict was in a hurry: $(cat out)"
((${used%.*} < 6)) || fail "it used $used s, with a limit of 2 s: $(cat out)"

# Each execution of a search hangs again, and costs a fraction of the limit.
expect 1 '^  HANG handle_record$' timeout 100 "$tool" minimize --executions 20 --quiet -o smaller "$crash"
expect 1 '^HANG handle_record$' timeout 60 "$tool" triage --signature smaller
expect 1 '' timeout 60 "$tool" explain --html -o page.html "$crash"
grep -q 'HANGS: it reaches no other point' page.html || fail "the page does not end in it"

# In gdb it stops in the loop.
if [[ $build == plain ]] && command -v gdb >/dev/null; then
    printf '%s\n' 'set width 0' actors | HOME=$work timeout 100 "$tool" replay --gdb "$crash" >out 2>&1 || true
    for pattern in '^revalidator-[0-9] .*: it was interrupted here$' '^=> #0 +handle_record \(dump\.c:4[0-9]\)' \
        '^=> .* revalidator-[0-9] .* runs +handle_record'; do
        grep -qE -- "$pattern" out || fail "gdb does not say '$pattern': $(cat out)"
    done
fi

# With no debugger there, it says what it is; and what hangs does not outlive the tool.
UKEYFUZZ_HANG_SECONDS=0.2 expect 1 'violated HANG' timeout 60 "$tool" replay --no-log --in-process "$crash"
UKEYFUZZ_HANG_SECONDS=0 "$tool" replay "$crash" >out 2>&1 &
pid=$!
for ((i = 0; i < 300; i++)); do
    child=$(cat "/proc/$pid/task/$pid/children")
    [[ -z $child ]] || break
    sleep 0.1
done
kill -KILL "$pid"
wait "$pid" || true
for ((i = 0; i < 100; i++)); do
    [[ -e /proc/${child% } ]] || break
    sleep 0.1
done
[[ ! -e /proc/${child% } ]] || { kill -KILL "$child"; fail "what hangs outlives the tool"; }

# What the watchdog is told.
UKEYFUZZ_HANG_SECONDS=soon expect_one_line_error 2 'UKEYFUZZ_HANG_SECONDS must be a number of seconds' \
    "$tool" replay "$crash"
UKEYFUZZ_HANG_SECONDS=-1 expect 2 'UKEYFUZZ_HANG_SECONDS must be a number of seconds' "$fuzzer" "$crash"
code=0
UKEYFUZZ_HANG_SECONDS=0 timeout 3 "$tool" replay "$crash" >out 2>&1 || code=$?
((code == 124)) || fail "without a limit it ends with $code: $(cat out)"

# Ctrl-C in the midst of it reports it at once. (ThreadSanitizer keeps the signal back until the limit.)
if [[ $build != tsan ]]; then
    UKEYFUZZ_HANG_SECONDS=600 "$fuzzer" "$crash" >log 2>&1 &
    pid=$!
    for ((i = 0; i < 300; i++)); do # Until it has used half a second.
        ((i < 299)) || fail "it does not work on its input: $(cat log)"
        (($(awk '{ print $14 }' "/proc/$pid/stat") < 60)) || break
        sleep 0.1
    done
    kill -INT "$pid"
    code=0
    wait "$pid" || code=$?
    ((code != 0 && code != 72)) || fail "interrupted, it ended with $code: $(cat log)"
    grep -aqE "^revalidator-[0-9] has used 0?.* $where" log || fail "interrupted, it does not say where: $(cat log)"
fi
