#!/usr/bin/env bash
# test_fine.sh UKEYFUZZ UKEYFUZZ_FINE SEEDS BUILD: a scheduling point at every load and store, in the
# one tool and not in the other, and files find the tool that they belong to.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

tool=$1 fine=$2 seeds=$3 build=$4

# field NAME TOOL FILE: what the JSON of a replay says.
field() { "$2" replay --json "$3" | sed -nE "s/.*\"$1\":\"?([^,\"]*).*/\1/p"; }

"$fine" --version | grep -q " $build-fine build" || fail "the fine tool is not the $build-fine build"

# Every seed is clean there too, and the same every time.
"$fine" replay --quiet --check-determinism 3 "$seeds"/*.bin || fail "a seed fails with fine points"

# Which points there are.
cp "$seeds/recently-deleted.bin" seed.bin
"$fine" replay --log seed.bin >fine.log
"$tool" replay --log seed.bin >coarse.log
grep -qE ' memory .*(load|store)' fine.log || fail "no loads and stores in the fine log"
if grep -q ' memory ' coarse.log; then fail "loads and stores in the coarse log"; fi
coarse_points=$(field points "$tool" seed.bin) fine_points=$(field points "$fine" seed.bin)
((fine_points > 2 * coarse_points)) || fail "$fine_points fine points, $coarse_points coarse ones"

# A file's name says where it belongs, whichever tool is asked.
cp seed.bin "$build-fine-crash-0"
cp seed.bin "$build-crash-0"
for asked in "$tool" "$fine"; do
    [[ $(field build "$asked" "$build-fine-crash-0") == "$build-fine" ]] ||
        fail "$asked did not replay $build-fine-crash-0 with fine points"
    [[ $(field build "$asked" "$build-crash-0") == "$build" ]] ||
        fail "$asked did not replay $build-crash-0 with coarse points"
done
