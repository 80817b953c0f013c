#!/usr/bin/env bash
# test_minimize.sh PLANTED CORRECT SEEDS BUG BUILD: minimize, in a tool whose cache has a known mistake, on
# the seeds that show it. CORRECT is the same tool with the correct cache, BUG a small scenario of the mistake.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

planted=$1 correct=$2 seeds=$3 bug=$4 build=$5

invariant_of() { { "$1" replay --json "$2" 2>/dev/null || true; } | sed -nE 's/.*"invariant":"([^"]*)".*/\1/p'; }
# number FILE KEY: the number behind "KEY": after "after":.
number() { sed -nE "s/.*\"after\":.*\"$2\":([0-9]+).*/\1/p" "$1"; }

shown=()
for seed in "$seeds"/*.bin; do
    [[ -z $(invariant_of "$planted" "$seed") ]] || shown+=("$seed")
done
((${#shown[@]})) || fail "no seed shows the planted mistake"

# ThreadSanitizer makes an execution slow: there the end is reached from the small scenario, and signals
# come at fewer moments. A seed, which takes more than 136000 executions, is followed to its end in other builds.
crash=${shown[0]} delays=(0.2 0.1 0.05 0.02 0.01 0 0 0 0 0) seeds_interrupted=2
[[ $build != tsan ]] || { crash=$bug delays=(0.1 0 0) seeds_interrupted=1; }

cp "$crash" crash.bin
invariant=$(invariant_of "$planted" crash.bin)
expect 0 '' "$planted" minimize --json crash.bin
cmp -s "$crash" crash.bin || fail "the input has changed"
grep -q '"end":"minimal"' out || fail "no end: $(cat out)"
[[ $(invariant_of "$planted" crash.bin.min) == "$invariant" ]] || fail "the result shows another invariant"
[[ -z $(invariant_of "$correct" crash.bin.min) ]] || fail "the result fails the correct cache"
expect 0 '' "$planted" minimize --check-minimal crash.bin.min
expect 0 '' "$planted" minimize --json -o again.bin crash.bin.min
cmp -s crash.bin.min again.bin || fail "the minimal scenario can be minimized"
operations=$(number out operations)
# Three are known to do.
((operations <= 3)) || fail "$operations operations are the least"

# A seed has more than it needs.
expect 1 '' "$planted" minimize --check-minimal "${shown[0]}"
expect 1 '' "$planted" minimize --check-minimal -o less.bin "${shown[0]}"
# Without what says where they come from: the one that is written has two lines for it.
lines() { "$planted" show --bare "$1" | grep -cvE "^(origin|shows) "; }
[[ -n $(invariant_of "$planted" less.bin) && $(lines less.bin) -lt $(lines "${shown[0]}") ]] ||
    fail "--check-minimal -o did not write a smaller scenario"

# Few executions: the best so far.
expect 1 '' "$planted" minimize --quiet --executions 10 -o few.bin "${shown[0]}"
grep -q 'out of executions' out || fail "not out of executions: $(cat out)"
[[ ! -s err ]] || fail "--quiet is not quiet"
[[ -n $(invariant_of "$planted" few.bin) ]] || fail "the best so far shows nothing"

# Ctrl-C: the same, also if it is pressed again and again. (Now and then it is over before: then another
# time, and sooner. Where nothing is known yet there is nothing to keep, and that is said: then later.)
interrupted=0
# interrupt SEED DELAY...: its exit code is in `code`.
interrupt() {
    local pid signal
    rm -f best.bin
    "$planted" minimize --quiet -o best.bin "$1" >out 2>err &
    pid=$!
    # Until it is the tool, it is a shell, which a signal does nothing to.
    until [[ /proc/$pid/exe -ef $planted ]] || grep -q '^State:.Z' "/proc/$pid/status"; do sleep 0.01; done
    at_work "$pid" 2 1 || fail "it ended before it was interrupted: $(cat out err)"
    sleep "${@:2}"
    for signal in INT INT TERM INT HUP INT TERM INT INT TERM; do
        kill -"$signal" "$pid" 2>/dev/null || break
        sleep 0.002
    done
    code=0
    wait "$pid" || code=$?
}
for delay in "${delays[@]}"; do
    for seed in "${shown[@]:0:seeds_interrupted}"; do
        for later in 0 0.1 0.5 2; do
            interrupt "$seed" "$delay" "$later"
            if ((code != 2)) || ! grep -q 'interrupted before it was known what it shows$' err; then break; fi
            [[ ! -e best.bin ]] || fail "something was written of which nothing is known"
        done
        ((code <= 1)) || fail "Ctrl-C ended it with $code: $(cat out err)"
        [[ -n $(invariant_of "$planted" best.bin) ]] || fail "after Ctrl-C the best so far shows nothing"
        ((code == 0)) || grep -q interrupted out || fail "interrupted, it does not say so: $(cat out err)"
        interrupted=$((interrupted + code))
    done
done
((interrupted)) || fail "Ctrl-C always came too late"

# Nowhere to write, which is said before anything is executed, and a cache without the mistake.
mkdir folder
for out in nowhere/out.bin folder; do
    expect 2 '' "$planted" minimize --quiet -o "$out" "${shown[0]}"
    expect 2 '' "$correct" minimize --quiet -o "$out" "${shown[0]}"
done
expect 1 '' "$correct" minimize "${shown[0]}"
