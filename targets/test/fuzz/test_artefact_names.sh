#!/usr/bin/env bash
# What a fuzz target leaves when it dies says by its name of which build it is and, but for
# fuzz_interleave, of which target.
#
# usage: test_artefact_names.sh BUILD FUZZ_TARGET...
set -euo pipefail

build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { echo "test_artefact_names.sh: $*" >&2; exit 1; }

for program in "${@:2}"; do
    target=$(basename "$program")
    wanted=$build-${target#fuzz_}-
    [[ $target != fuzz_interleave ]] || wanted=$build-
    mkdir "$target"
    cd "$target"
    # It takes more than a megabyte, which libFuzzer sees after a second; the thread that does is what
    # ThreadSanitizer sees. Where both see theirs at once, each leaves the input under its own name.
    ! UKEYFUZZ_STATS='' "$program" -seed=1 -max_total_time=60 -rss_limit_mb=1 >../log 2>&1 ||
        fail "$target was to run out of memory"
    for file in *; do
        [[ $file =~ ^"$wanted"(oom|crash)-([0-9a-f]{40})$ ]] ||
            fail "$target has left '$(ls)', not ${wanted}oom-...: $(tail -n 5 ../log)"
        [[ ${first:=${BASH_REMATCH[2]}} == "${BASH_REMATCH[2]}" ]] || fail "$target has left two inputs: $(ls)"
    done
    unset first
    cd ..
done
