#!/usr/bin/env bash
# test_gdb_death.sh TOOL SCENARIO HEAD FUNCTION: `replay --gdb` where the process dies of SCENARIO. It
# stops before that with a line that HEAD matches, in FUNCTION of the cache, with all actors standing.
set -euo pipefail

tool=$1 scenario=$2 head=$3 function=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work # No .gdbinit of the user's.

printf '%s\n' 'set width 0' actors | "$tool" replay --gdb "$scenario" >"$work/out" 2>&1
for pattern in "^$head" "^=> #[0-9]+ +$function \\(" \
    " 0  main .*" "^=> .* runs +$function "; do
    grep -qE -- "$pattern" "$work/out" || {
        printf 'test_gdb_death.sh: no %s: %s\n' "$pattern" "$(cat "$work/out")" >&2
        exit 1
    }
done
