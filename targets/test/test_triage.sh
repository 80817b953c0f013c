#!/usr/bin/env bash
# test_triage.sh PLANTED CORRECT SCENARIO BUILD: triage, in a tool whose cache has a known mistake, on
# a scenario that shows it. CORRECT is the same tool with the correct cache.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

planted=$1 correct=$2 scenario=$3 build=$4

# A larger file that shows the same, one that shows nothing, a folder.
mkdir -p found/folder before empty # "before": sorts before "found".
cp "$scenario" found/small
"$planted" show found/small >found/large
printf 'ukeyfuzz scenario 1\nend\n' >found/nothing

expect 1 '' "$planted" triage found
[[ $(grep -c '^new: STALL.*; 2 files$' out) == 1 && $(wc -l <out) == 5 ]] || fail "groups: $(cat out)"
sed -n 2p out | grep -q ' found/small$' || fail "the smallest does not lead: $(cat out)"
sed -n 3p out | grep -q ' found/large  (duplicate)$' || fail "no duplicate: $(cat out)"
sed -n 4p out | grep -q '^  next: ukeyfuzz explain found/small$' || fail "no next command: $(cat out)"
sed -n 5p out | grep -q '^clean: 1 file$' || fail "not clean: $(cat out)"

cp "$scenario" before/
expect 1 '' "$planted" triage --known before found
grep -q '^known: STALL' out && ! grep -q '^new' out || fail "not known: $(cat out)"
expect 1 '' "$planted" triage --known empty found
grep -q '^new: STALL' out || fail "not new: $(cat out)"

expect 0 '^clean: 0 files$' "$planted" triage empty

expect 1 '' "$planted" triage --json found
/usr/bin/python3 - out <<'END' || fail "JSON: $(cat out)"
import json, sys
document = json.load(open(sys.argv[1]))
(group,) = document["groups"]
assert document["clean"] == 1 and group["known"] is False and group["signature"].startswith("STALL")
assert [entry["file"] for entry in group["files"]] == ["found/small", "found/large"]
assert group["files"][0]["size"] < group["files"][1]["size"]
END

# A file that names its build is executed there, and our own build needs no other tool.
cp "$scenario" "$build-crash-1"
expect 1 '' "$planted" triage --signature "$build-crash-1"
grep -q '^STALL' out || fail "signature: $(cat out)"

expect 0 '' "$correct" triage found
expect 0 '' "$correct" triage empty

# What is evidently no scenario is skipped in a folder, counted and said. What may be a lost or damaged one
# is not, nor is what is named.
mkdir mixed
cp "$scenario" mixed/
printf 'name\tsize\n' >mixed/minima.tsv
printf 'Read this.\n' >mixed/README
expect 1 '^ukeyfuzz: mixed: skips 2 files that are no scenarios: README, \.\.\.$' "$planted" triage mixed
grep -q '^new: STALL' out || fail "groups: $(cat out)"
expect 1 '"skipped":2,' "$planted" triage --json mixed
expect 0 '^ukeyfuzz: mixed: skips 2 files' "$correct" reach mixed
expect 2 'README: not a scenario, but text' "$correct" reach mixed/README
expect 2 'README: not a scenario, but text' "$planted" triage --signature mixed/README
printf '' >mixed/crash-0
expect 2 'crash-0: not a scenario, but an empty file' "$planted" triage mixed
# What is there and cannot be read is counted as well, and a name does nothing to a terminal.
mkdir lost
ln -s nowhere lost/crash-1
mkfifo lost/crash-2
: >$'lost/crash-\e[31m3'
expect 2 '^not used: 3 files: lost/crash-.x1b\[31m3, lost/crash-1, lost/crash-2$' "$planted" triage lost
! grep -q $'\e' out err || fail "an escape reaches the terminal: $(cat -v out err)"
# Where there is nothing that it could use, it does not say "clean".
mkdir -p none/found
cp "$scenario" none/found/
expect 2 '^ukeyfuzz: none: no file of it is a scenario' "$planted" triage none
! grep -q clean out || fail "nothing is clean: $(cat out)"
printf 'ukeyfuzz scenario 999\n' >found/newer
expect 2 '' "$planted" triage found
grep -q 'found/newer' err && grep -q '^new: STALL' out || fail "an unusable file: $(cat out err)"
for arguments in missing '' 'found found' '--nonsense found' '--known'; do
    # shellcheck disable=SC2086 # Several arguments.
    expect 2 '' "$planted" triage $arguments
    [[ $(wc -l <err) == 1 && ! -s out ]] || fail "'triage $arguments' said: $(cat out err)"
done
expect 0 '' "$planted" triage --help
