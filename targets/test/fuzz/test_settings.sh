#!/usr/bin/env bash
# test_settings.sh FUZZ_INTERLEAVE UKEYFUZZ BUILD: the variables that take parts of the fuzzer away do so.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../../ci/lib/expect.sh"

fuzz=$1 tool=$2 build=$3

# Executions of each corpus. What a variable does is the same in each build, and sanitizers are slow.
runs=3000
[[ $build == plain ]] || runs=600

# $1: variable, $2: a value that it cannot have, $3: a pattern of what is said.
refused() {
    local code=0
    env "$1=$2" "$fuzz" -runs=1 >log 2>&1 || code=$?
    ((code == 2)) || fail "$1=$2 ended with $code: $(cat log)"
    [[ $(wc -l <log) == 1 ]] || fail "$1=$2 did not say one line: $(cat log)"
    grep -q -- "$3" log || fail "$1=$2 did not say '$3': $(cat log)"
}
refused UKEYFUZZ_STRATEGY frob "UKEYFUZZ_STRATEGY is 'frob'; it must be one of: replay, bytes, random"
strategies=$(sed -E 's/.*one of: //; s/,//g' log)
refused UKEYFUZZ_STRATEGY rondom "did you mean 'random'?"
refused UKEYFUZZ_MUTATOR frob "UKEYFUZZ_MUTATOR is 'frob'; it must be one of: scenario, bytes"
refused UKEYFUZZ_FEEDBACK frob "UKEYFUZZ_FEEDBACK is 'frob'; it must be one of: interleaving, edges, a list out of meetings,states,contentions,outcomes"
for list in 'meetings,' ,states 'meetings, states' meetings,frob edges,states outcome meetings,interleaving; do
    refused UKEYFUZZ_FEEDBACK "$list" "UKEYFUZZ_FEEDBACK is '$list'; it must be one of: interleaving, edges, a list"
done

# Fuzzes from nothing for a while. $1: corpus; the rest: variables.
fuzz() {
    local corpus=$1
    shift
    mkdir "$corpus"
    env "$@" "$fuzz" -seed=1 -runs="$runs" "$corpus" >log 2>&1 || fail "$* ended with $?: $(tail -n 5 log)"
}
# $1: corpus.
grew() { (($(find "$1" -type f | wc -l) > 20)) || fail "$1: hardly any new input"; }
# How many scenarios of corpus $1 show pattern $2.
with() { "$tool" show "$1"/* | grep -cE -- "$2" || true; }

# Every new scenario has the strategy that was asked for; without asking there are several.
for strategy in $strategies; do
    fuzz "by-$strategy" UKEYFUZZ_STRATEGY="$strategy"
    grew "by-$strategy"
    (($(with "by-$strategy" '^ *strategy ') == $(with "by-$strategy" "^ *strategy $strategy"))) ||
        fail "UKEYFUZZ_STRATEGY=$strategy made scenarios of another strategy"
done
# A file says by itself how it is scheduled.
UKEYFUZZ_STATS=stats UKEYFUZZ_STRATEGY=random "$fuzz" by-pct/* >log 2>&1 || fail "$(tail -n 5 log)"
grep -q '^by_pct: [1-9]' stats && grep -q '^by_random: 0' stats ||
    fail "UKEYFUZZ_STRATEGY schedules what is there already: $(grep '^by_' stats)"
fuzz any UKEYFUZZ_STRATEGY=
grew any
(($(with any '^ *strategy ') > $(with any '^ *strategy random'))) || fail "only one strategy by default"

# What libFuzzer says made its new inputs: ours alone, or in it one of its own that change bytes.
made_by_ours() { grep -cE 'NEW .*MS: [0-9]+ Custom' log || true; }
made() { grep -cE 'NEW .*MS: ' log; }
fuzz scenario UKEYFUZZ_MUTATOR=scenario
grew scenario
(($(made_by_ours) * 4 > $(made) * 3)) || fail "our mutator is hardly ever used"
fuzz bytes UKEYFUZZ_MUTATOR=bytes
grew bytes
(($(made_by_ours) == 0)) || fail "UKEYFUZZ_MUTATOR=bytes uses ours: $(grep 'NEW .*MS: ' log | head -n 5)"

# The features that libFuzzer sees in the corpus made by default, with these signals: $1.
features() {
    UKEYFUZZ_FEEDBACK=$1 "$fuzz" -runs=0 any >log 2>&1 || fail "UKEYFUZZ_FEEDBACK=$1 ended with $?: $(tail -n 5 log)"
    grep -oE 'INITED.* ft: [0-9]+' log | grep -oE '[0-9]+$' || fail "UKEYFUZZ_FEEDBACK=$1 has no features"
}
all=$(features interleaving)
none=$(($(features edges) - 1)) # There is one more, or there might be no feature at all.
sum=$none
((none * 4 < all * 3)) || fail "UKEYFUZZ_FEEDBACK=edges has $none features of $all"
for signal in meetings states contentions outcomes; do
    with=$(features "$signal")
    ((with > none)) || fail "UKEYFUZZ_FEEDBACK=$signal has the $none features of the edges alone"
    sum=$((sum + with - none))
done
((sum == all)) || fail "signals have $sum features one by one, and $all together"
by_name=$(features outcomes,meetings,states,contentions)
((by_name == all)) || fail "all signals by name have $by_name features, and $all by default"
