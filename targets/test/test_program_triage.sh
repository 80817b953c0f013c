#!/usr/bin/env bash
# test_program_triage.sh UKEYFUZZ PROGRAMS SEEDS: schedules of programs in a folder, by the bug that they show.
# SEEDS is a folder of scenarios of the cache.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

tool=$1 programs=$2 seeds=$3
cd "$work"
mkdir found empty

# $1: program; $2: schedule; $3...: of `run`.
find_bug() {
    "$tool" run -q --runs 5000 -o "found/$2" "${@:3}" "$1.uk" >"$2.out" && fail "$1: nothing fails"
    true
}
for name in lost-update lock-inversion data-race; do
    "$tool" cc -O1 -o $name.uk "$programs/$name.c" || fail "$name cannot be built"
done
# Two of one bug, of which one is longer, and two of two others.
find_bug lost-update long.uks --no-minimize --strategy random
find_bug lost-update z-short.uks
find_bug data-race race.uks --races first
find_bug lock-inversion dead.uks
grep -q RACE found/race.uks || fail "no race: $(cat found/race.uks)"

# Without a program nothing is executed, and that is said.
expect 1 '^not executed: 4 schedules: say which programs may be: ukeyfuzz triage FOLDER PROGRAM' "$tool" triage found
[[ $(grep -c '^new: ' out) == 3 ]] || fail "groups: $(cat out)"
grep -q '^new: ASSERT .* (lost-update.uk, as recorded: not executed); 2 files$' out || fail "$(cat out)"
grep -q '^  deadlock: nobody can run; ' out || fail "no message: $(cat out)"
grep -A2 '^new: ASSERT ' out | grep -q '^    1 preemption   found/z-short.uks$' || fail "the shortest does not lead: $(cat out)"
grep -q '^ .* preemptions  found/long.uks  (duplicate)$' out || fail "$(cat out)"
grep -q '^  next: ukeyfuzz explain PROGRAM found/z-short.uks$' out || fail "$(cat out)"

# With it, it is.
expect 1 '^  next: ukeyfuzz explain lost-update.uk found/z-short.uks$' "$tool" triage found lost-update.uk data-race.uk
grep -q '^not executed: 1 schedule:' out || fail "$(cat out)"
expect 1 '' "$tool" triage lost-update.uk found lock-inversion.uk data-race.uk
! grep -q 'not executed' out || fail "$(cat out)"
mkdir fixed
"$tool" cc -O1 -DFIXED -o fixed/lost-update.uk "$programs/lost-update.c" || fail "the twin cannot be built"
expect 1 '^not shown here, though they were where they were made: 2 files$' "$tool" triage found fixed/lost-update.uk lock-inversion.uk
[[ $(grep -c '^new: ' out) == 2 ]] || fail "groups: $(cat out)"

# A file from elsewhere that names a program by a path, or one that is there, executes nothing.
mkdir hostile
printf '#!/bin/sh\ntouch %q/executed\n' "$work" >hostile-program
chmod +x hostile-program
n=0
for name in "$work/hostile-program" hostile-program ../hostile-program ./lost-update.uk; do
    n=$((n + 1))
    sed "s,^program .*,program \"$name\"," found/z-short.uks >"hostile/$n.uks"
done
expect 1 '^not executed: 4 schedules' "$tool" triage hostile
expect 1 '^not executed: 4 schedules' "$tool" triage hostile lost-update.uk
[[ ! -e executed ]] || fail "what a file names was executed"
sed 's/^signature .*/signature "ASSERT \\x1b[2J another"/' found/z-short.uks >hostile/1.uks
expect 1 '' "$tool" triage hostile
! grep -q $'\e' out err || fail "an escape reaches the terminal: $(cat -v out err)"
printf 'ukeyfuzz-schedule 1\nnonsense\n' >hostile/bad.uks
expect 2 'hostile/bad.uks:2: .nonsense. is no entry of a schedule' "$tool" triage hostile
grep -q '^not used: 1 file: hostile/bad.uks$' out || fail "$(cat out)"

# Known ones; the same bug in another build, where it is on another line.
expect 1 '^known: LOCK' "$tool" triage --known found found
! grep -q '^new' out || fail "$(cat out)"
expect 1 '^new: LOCK' "$tool" triage --known empty found
sed -e 's/^build-id .*/build-id 123456/' -e '/^signature/s/:[0-9]*/:1/' found/z-short.uks >found/moved.uks
expect 1 '; 3 files$' "$tool" triage found
rm found/moved.uks

# Among scenarios of the cache, and for programs.
cp "$(find "$seeds" -type f | sort | head -n 1)" found/seed
expect 1 '^clean: 1 file$' "$tool" triage found
expect 1 '' "$tool" triage --json found lost-update.uk
/usr/bin/python3 - out <<'END' || fail "JSON: $(cat out)"
import json, sys
document = json.load(open(sys.argv[1]))
assert document["clean"] == 1 and document["unusable"] == 0
groups = {group["signature"].split()[0].split("/")[0]: group for group in document["groups"]}
assert set(groups) == {"ASSERT", "RACE", "LOCK"}, groups
assert [f["file"] for f in groups["ASSERT"]["files"]] == ["found/z-short.uks", "found/long.uks"]
assert groups["ASSERT"]["program"] == "lost-update.uk"
assert all(f["executed"] for f in groups["ASSERT"]["files"]) and not groups["LOCK"]["files"][0]["executed"]
assert groups["ASSERT"]["files"][0]["preemptions"] == 1
END
expect_one_line_error 2 'one folder at a time, with programs that ukeyfuzz cc has built; empty is none' "$tool" triage found empty
expect_one_line_error 2 'triage: no folder' "$tool" triage lost-update.uk
