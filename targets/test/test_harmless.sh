#!/usr/bin/env bash
# test_harmless.sh PLANTED_FOLDER CORPUS: a change of the cache that does no harm is told to be none: no scenario
# of the corpus that has preemptions shows anything there, wherever these fall now.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

mapfile -t scenarios < <(grep -l '^preempt ' "$2"/seeds/*.scenario "$2"/bugs/*.scenario)
[[ ${#scenarios[@]} -ge 20 ]] || fail "only ${#scenarios[@]} scenarios have preemptions"
n=0
for tool in "$1"/without-*/ukeyfuzz; do
    n=$((n + 1))
    "$tool" replay --quiet "${scenarios[@]}" >out 2>err ||
        fail "$tool says something false: $(grep -m 5 violated out)"
    [[ ! -s out ]] || fail "$tool says: $(head -5 out)"
done
[[ $n -ge 5 ]] || fail "only $n changes were tried"
