#!/usr/bin/env bash
# What ukeyfuzz_stress finds where a bug is planted: the violation, a command line and exit code 1.
#
# usage: test_stress_planted.sh TAG PROGRAM...   (the program of each bug that violates TAG)
set -euo pipefail

tag=$1
shift
json=$(mktemp)
trap 'rm -f "$json"' EXIT

for program; do
    code=0
    out=$("$program" --seconds 100 --no-progress --json "$json" 2>&1) || code=$?
    ((code == 1)) || { echo "$program ended with $code, not 1: $out" >&2; exit 1; }
    grep -q "^$tag: " <<<"$out" || { echo "$program does not violate $tag: $out" >&2; exit 1; }
    grep -q '^after .* of: ukeyfuzz stress --seed' <<<"$out" || { echo "$program: no command line: $out" >&2; exit 1; }
    grep -q "\"violation\":{\"tag\":\"$tag\"" "$json" || { echo "$program: not in JSON: $(cat "$json")" >&2; exit 1; }
done
