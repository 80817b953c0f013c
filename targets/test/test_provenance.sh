#!/usr/bin/env bash
# test_provenance.sh FUZZER PLANTED CORRECT SCENARIO BUILD NAME: where a file comes from is in what the
# fuzzer and the tool write. FUZZER and PLANTED are of a cache in which the bug NAME is planted, which
# SCENARIO shows. CORRECT is the tool with the correct cache.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

fuzzer=$1 planted=$2 correct=$3 scenario=$4 build=$5 name=$6
origin="^origin target=fuzz_interleave build=$build (commit=[0-9a-f]{40}(-dirty)? )?sources=[0-9a-f]{16} planted=$name\$"

# What libFuzzer writes at a find has it, and is executed as before.
mkdir inputs found
cp "$scenario" inputs/
"$fuzzer" -runs=1 -artifact_prefix=found/ inputs >log 2>&1 && fail "nothing was found"
crash=$(echo found/*)
[[ -s $crash ]] || fail "no crash file: $(cat log)"
grep -qaE "${origin#^}" "$crash" || fail "the crash file does not say where it comes from"
grep -qa '^shows "STALL ' "$crash" || fail "the crash file does not say what it showed"
cmp -n "$(wc -c <"$scenario")" "$scenario" "$crash" ||
    fail "the crash file does not begin with the input"
grep -qE "$origin" log || fail "the scenario that is printed does not say where it comes from"
# Such a file as input does not get a second trailer.
mkdir again
"$fuzzer" -runs=1 -artifact_prefix=again/ found >log 2>&1 && fail "nothing was found again"
cmp "$crash" again/* || fail "a crash file of a crash file is another one"
# libFuzzer compares sizes when it minimises: there is nothing added.
"$fuzzer" -minimize_crash=1 -runs=1 -exact_artifact_path=small "$crash" >log 2>&1 || true
[[ ! -e small ]] || ! grep -qa '^ukeyfuzz trailer' small || fail "a trailer while libFuzzer minimises"
# Units of the corpus are plain.
mkdir grown
"$fuzzer" -runs=2000 -seed=1 -artifact_prefix=grown- grown >log 2>&1 || true
! grep -qa '^ukeyfuzz trailer' grown/* || fail "a unit of the corpus has a trailer"
