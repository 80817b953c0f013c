#!/usr/bin/env bash
# test_harmless.sh PLANTED_FOLDER CORPUS: a change of the cache that does no harm is told to be none: no scenario
# of the corpus that has preemptions shows anything there, wherever these fall now.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

mapfile -t scenarios < <(grep -l '^preempt ' "$2"/seeds/*.scenario "$2"/bugs/*.scenario)
tools=("$1"/without-*/ukeyfuzz)
[[ ${#scenarios[@]} -ge 20 ]] || fail "only ${#scenarios[@]} scenarios have preemptions"
[[ ${#tools[@]} -ge 5 ]] || fail "only ${#tools[@]} changes were tried"

# The changes take turns: all of them with all scenarios is what ci/zoo --regressions in a changed tree is for.
for i in "${!tools[@]}"; do
    some=()
    for ((j = i; j < ${#scenarios[@]}; j += ${#tools[@]})); do
        some+=("${scenarios[j]}")
    done
    expect 4 '' "${tools[i]}" replay --build plain --json --no-search "${some[@]}"
    [[ ! -s err ]] || fail "${tools[i]} says: $(head -5 err)"
    right=$(grep -cE '"verdict":"(clean|not shown)"' out) || true
    [[ $right == "${#some[@]}" ]] || fail "${tools[i]} says something false: $(grep -m 5 '"violated"' out)"
done
