#!/usr/bin/env bash
# test_reworded_programs.sh UKEYFUZZ FOLDER REWORDED PROGRAMS: nothing that is found in a program
# depends on the words of a message. FOLDER has what `ukeyfuzz cc` links a program with; REWORDED is
# the object there, with other words in each message.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

tool=$1 folder=$2 reworded=$3 programs=$4
cd "$work"
mkdir -p bin lib/ukeyfuzz
cp "$tool" bin/ukeyfuzz
cp -r "$folder"/{merge.ld,redirect,redirected,reserved,include} lib/ukeyfuzz/
cp "$reworded" lib/ukeyfuzz/ukeyfuzz-program.o

# What $1, a tool, finds in $2, a source: the schedule's file, but for the message.
found_by() {
    local code=0
    "$1" cc -O1 -o out.uk "$2" || fail "$2 cannot be built"
    "$1" run -q --runs 5000 -o out.uks out.uk >out || code=$?
    ((code == 1)) || fail "$2: exit code $code: $(cat out)"
    "$1" replay -q out.uk out.uks >/dev/null && fail "$2: nothing fails"
    grep '^failure ' out.uks >message
    grep -v -e '^failure ' -e '^build-id ' out.uks
}

# An assertion, a deadlock, a crash, a block freed twice, a data race.
for source in "$programs"/{lost-update,lost-wake-up,null-after-check,freed-twice}.c \
    "$programs/../../harness/program/test/race.c"; do
    found_by "$tool" "$source" >usual
    found_by bin/ukeyfuzz "$source" >reworded
    grep -q 'nobody took lock 1' message || fail "$source: the message is as usual: $(cat message)"
    diff usual reworded || fail "$source: what is found depends on the message's words"
done
