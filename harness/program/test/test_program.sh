#!/usr/bin/env bash
# test_program.sh UKEYFUZZ SOURCES PROGRAMS: programs do what they always did, in every schedule, and
# what goes wrong in them has a name and a place.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../../ci/lib/expect.sh"

tool=$1 sources=$2 programs=$3
cd "$work"

# $1: cc or c++, $2: the source's name, $3...: more words for the compiler. The program is out.uk.
build() {
    "$tool" "$1" -O1 -o out.uk "${@:3}" "$2" || fail "$2 cannot be built"
}
# It is silent in so many schedules, $1.
silent() {
    "$tool" run -q --runs "$1" out.uk >out || fail "it fails: $(cat out)"
    grep -qE "nothing found in $1 schedules? \(" out || fail "$(cat out)"
}
# It fails with what $1 matches; $2...: options.
fails() {
    fails_with "$1" "${@:2}" out.uk
}
# $2...: options, the program, and its arguments.
fails_with() {
    code=0
    "$tool" run -q --seconds 20 -o out.uks "${@:2}" >out || code=$?
    ((code == 1)) || fail "exit code $code: $(cat out)"
    head -n 1 out | grep -Eq "$1" || fail "expected $1: $(cat out)"
    grep -q 'replayed 100 of 100 and in a new process' out || fail "$(cat out)"
}

# Alone, a program does what it does; explored, each execution is like a new process.
build cc "$sources/process.c"
[[ $(./out.uk) == fine ]] || fail "it does something else"
code=0
./out.uk 9 >/dev/null || code=$?
((code == 9)) || fail "exit code $code"
# A look at how long it takes may come while it asks whether a pipe can be read: that is no wait.
UKEYFUZZ_HANG_SECONDS=0.05 silent 600
build c++ "$sources/language.cc"
[[ $(./out.uk) == 'a string that is longer than a small one!' ]] || fail "it does something else"
silent 3000

# A function of the program's own may have the name of one of libc's.
build cc "$sources/own_names.c" -fno-builtin -w
./out.uk || fail "it does something else"
silent 200

# Its arguments may stand behind two dashes, which are none of them.
build cc "$sources/process.c"
"$tool" run -q --runs 1 --any-exit out.uk -- 9 >out || fail "$(cat out)"
"$tool" run -q --runs 1 out.uk -- 9 >out && fail "its argument is lost: $(cat out)"
grep -q 'exit code 9' out || fail "$(cat out)"
"$tool" run -q --runs 1 out.uk 9 >out2 && fail "its argument is lost: $(cat out2)"
grep -q 'exit code 9' out2 || fail "$(cat out2)"

# What a program of SV-COMP leaves to the tool.
build cc "$sources/verified.c" -Wno-implicit-function-declaration
silent 20000
build cc "$sources/verified.c" -DBUG
fails 'ASSERT: assert\(counter == 2 \* steps\) at verified.c:[0-9]+ in int main\(void\)'

# Schedules inside of a program, as a test case of a framework has them.
build cc "$sources/inside.c" -Wall -Wextra -Werror
[[ $(./out.uk) == fine ]] || fail "it does something else"

# An exception that nobody catches has its type.
build c++ "$sources/throws.cc"
fails 'ABORT: a C\+\+ exception that nobody catches: std::runtime_error'

# A data race has two sides, each with its stack.
build cc "$sources/race.c"
fails 'RACE: data race on by_flag: ' --runs 5000
grep -q '^  .* before that: writes by_flag = 1 :' out || fail "$(cat out)"
grep -Eq '^    in work \(race.c:[0-9]+\)' out || fail "no stack: $(cat out)"
"$tool" run -q --runs 5000 --races never out.uk >out || fail "$(cat out)"
build cc "$sources/race.c" -DFIXED
silent 20000

# A loop without a point is a finding, also when the time is over before it is called one. When
# nobody may call it one, the end does not say that there was nothing.
build cc "$sources/spins.c"
code=0
UKEYFUZZ_HANG_SECONDS=1 "$tool" run -q --seconds 0.7 -o out.uks out.uk >out || code=$?
((code == 1)) || fail "exit code $code: $(cat out)"
grep -Eq '^FAILED .*: HANG: main runs in a loop in which it passes no point, at spins.c:[0-9]+ in main' out ||
    fail "$(cat out)"
build cc "$sources/spins.c" -DAT_ONCE
code=0
UKEYFUZZ_HANG_SECONDS=0.1 "$tool" run -q --no-minimize -o out.uks out.uk >out || code=$?
((code == 1)) || fail "exit code $code: $(cat out)"
grep -Eq '^FAILED after 1 schedule .*: HANG: thread-2 .* no point, (at spins.c:[0-9]+ )?in work$' out ||
    fail "$(cat out)"
build cc "$sources/spins.c"
UKEYFUZZ_HANG_SECONDS=0 expect_one_line_error 2 'nothing found in [0-9]+ schedules?, but for the last .* no other has ended' \
    "$tool" run -q --seconds 1 out.uk

# Who works long is in no livelock. One is shown again by as few points as end in the same place: fewer would
# meet main at work.
build cc "$sources/patient.c" -DTURNS=0
expect 1 '^FAILED after 1 schedule .*: PROG: livelock: 200000 points .* main ran last' "$tool" run -q -o out.uks out.uk
build cc "$sources/patient.c" -DTURNS=500000
expect 4 'out.uks: does not show its failure: nothing fails' "$tool" replay out.uk out.uks
expect 1 '^FAILED .*: PROG: livelock: 2000000 points .* thread-2 ran last' "$tool" run -q -o out.uks out.uk
grep -q '^1 preemption .*; replayed 5 of 5 and in a new process' out || fail "$(cat out)"

# Who ends behind our back, or writes over what we share, ends no more than an execution.
build cc "$sources/spoils.c"
for arguments in '0 leaves:the process ended with exit code 0' '1 leaves:the process has written over' \
    '255 leaves:the process has written over' '1:the process has written over' '127:the process has written over'; do
    # shellcheck disable=SC2086
    expect 1 "^FAILED after 1 schedule \(default, .*: CRASH: ${arguments#*:}" \
        timeout 60 "$tool" run -q --runs 20 out.uk ${arguments%%:*}
    grep -q '^it could not be replayed: ' out || fail "$(cat out)"
done

# A schedule is somebody else's file.
sed 's/^signature .*/signature "ASSERT: \\x1b[2J another"/' out.uks >other
code=0
"$tool" explain out.uk other >out 2>err || code=$?
((code == 4)) && grep -q '^ukeyfuzz: other: does not show its failure: ASSERT: .x1b.2J another$' err || fail "$code: $(cat err)"
mkfifo pipe
for file in pipe /dev/zero .; do
    for command in replay explain minimize 'replay --gdb'; do
        # shellcheck disable=SC2086
        expect_one_line_error 2 "$file: not a regular file" timeout 20 "$tool" $command out.uk "$file"
    done
done
printf 'ukeyfuzz-schedule 1\n' >endless
truncate -s 1T endless
expect_one_line_error 2 'endless: too long for a schedule' "$tool" replay out.uk endless
printf 'ukeyfuzz-schedule 1\nseed \0 1\n' >zero
expect_one_line_error 2 'zero:2: it is no text' "$tool" replay out.uk zero

# Memory that was freed.
build c++ "$programs/cache.cc"
fails 'HEAP: .* a block of [0-9]+ bytes that thread-[0-9] has freed, at cache.cc:[0-9]+ in '
grep -q '^  thread-.* before that: frees ' out || fail "$(cat out)"

# A deadlock says who waits for what, where.
build cc "$programs/lost-wake-up.c"
fails 'LOCK: deadlock: nobody can run; main waits for the end of .*thread-2; thread-2 waits on changed, at lost-wake-up.c:[0-9]+ in '
"$tool" explain out.uk out.uks >out && fail "nothing fails"
grep -Eq 'waits on changed :[0-9]+' out || fail "$(cat out)"
"$tool" explain --json out.uk out.uks >out && fail "nothing fails"
/usr/bin/python3 -c '
import json, sys
timeline = json.load(open("out"))
assert timeline["verdict"] == "failed" and timeline["invariant"] == "LOCK", timeline
assert any(step["text"].startswith("waits on changed") and step["source"][0]["file"].endswith("/lost-wake-up.c")
           and step["source"][0]["line"] for step in timeline["steps"])
assert {actor["name"] for actor in timeline["actors"]} == {"main", "thread-2 (wait_for_it)"}, timeline["actors"]
' || fail "$(cat out)"

# A schedule whose signature is a sentence, as it used to be, is compared by its tag.
for signature in 'LOCK/deadlock: deadlock: nobody can run' 'RACE: data race on x'; do
    code=0
    sed "s,^signature .*,signature \"$signature\"," out.uks >old.uks
    "$tool" replay -q out.uk old.uks >out || code=$?
    [[ $signature:$code == LOCK*:1 || $signature:$code == RACE*:4 ]] || fail "exit code $code: $(cat out)"
done

# Locks in different orders are a rule; the deadlock itself is worse, and wins.
build cc "$programs/lock-inversion.c"
fails 'LOCK: deadlock: '

# libFuzzer brings data and schedule together; what it keeps shows the same again, and `run` looks for a
# schedule of its own.
build cc "$sources/fuzzed.c" -fsanitize=fuzzer
mkdir -p corpus
printf 'FUZZ\0\0' >corpus/data
./out.uk corpus/data >out 2>&1 || fail "the data alone fail: $(cat out)"
./out.uk -seed=1 -runs=200000 corpus >out 2>&1 && fail "nothing found: $(tail -n 3 out)"
grep -q '^ASSERT: uk_check(seen != 2) at fuzzed.c:[0-9]* in put_or_take, thread-3$' out || fail "$(cat out)"
grep -q 'PREEMPTED by thread-3' out || fail "no timeline: $(cat out)"
crash=$(sed -n 's/.*Test unit written to //p' out)
./out.uk "$crash" >again 2>&1 && fail "$crash shows nothing"
grep -q '^ASSERT: uk_check(seen != 2)' again || fail "$(cat again)"
build cc "$sources/fuzzed.c"
fails_with '^FAILED .*ASSERT: uk_check\(seen != 2\)' out.uk -- "$crash"
"$tool" cc --gcc -fsanitize=fuzzer -o out.uk "$sources/fuzzed.c" 2>out && fail "gcc has no libFuzzer"
grep -q 'needs clang' out || fail "$(cat out)"

# A full disk loses the file, or what is printed: then standard error says what was found.
lost='^ukeyfuzz: not all could be stored of what was found: ASSERT .*uk_check'
expect 2 "$lost" "$tool" run -q --seconds 20 --no-minimize -o /dev/full out.uk -- "$crash"
code=0
"$tool" run -q --seconds 20 --no-minimize -o out.uks out.uk -- "$crash" >/dev/full 2>err || code=$?
((code == 2)) && grep -q "$lost.*; saved out.uks" err || fail "exit code $code: $(cat err)"

# What blocks all signals and runs in a loop is ended from outside, and is a HANG; so is what a fuzzer executes.
build cc "$sources/spins.c" -DDEAF
code=0
UKEYFUZZ_HANG_SECONDS=0.01 timeout 100 "$tool" run -q --no-minimize --seconds 50 -o out.uks out.uk >out || code=$?
((code == 1)) || fail "exit code $code: $(cat out)"
grep -q '^FAILED .*: HANG: main runs in a loop in which it passes no point' out || fail "$(cat out)"
build cc "$sources/spins.c" -DFUZZED -fsanitize=fuzzer
for way in D S; do
    printf '%s\0\0' "$way" >"corpus/$way"
    code=0
    UKEYFUZZ_HANG_SECONDS=0.1 timeout 60 ./out.uk "corpus/$way" >out 2>&1 || code=$?
    ((code == 77)) || fail "exit code $code: $(cat out)"
    (($(grep -c '^==== VIOLATION HANG$' out) == 1)) || fail "$(cat out)"
    grep -q 'main runs in a loop in which it passes no point' out || fail "$(cat out)"
done
grep -q ', at spins.c:[0-9]* in ' out || fail "it does not say where: $(cat out)"

# What libc does with the program's memory races like the program's own accesses.
build cc "$sources/texts.c" -D_GNU_SOURCE
for call in memcpy mempcpy stpcpy stpncpy strncat strnlen strspn strcspn strpbrk strcasecmp strncasecmp \
            memrchr memmem strdup strndup bzero; do
    "$tool" run -q --runs 20 --no-minimize -o out.uks out.uk -- "$call" >out && fail "$call races in silence"
    grep -q '^FAILED .*RACE: data race on shared: ' out || fail "$call: $(cat out)"
done
# Without an argument it ends by quick_exit().
silent 1

# What an execution leaves open is not missing in a later one.
build cc "$sources/leaves.c"
(ulimit -n 64 && silent 200) || fail "files are left open"

# There can be 256 threads, main and RCU's included. What there can be no more of is named.
build cc "$sources/crowd.c" -DTHREADS=254
silent 20
build cc "$sources/crowd.c"
fails 'CONTROL: main starts a thread while there are [0-9]+, the most there can be, at crowd.c:[0-9]+ in main' --runs 1

# What waits in the kernel lets others run.
build cc "$sources/waits.c"
./out.uk || fail "it does something else"
silent 2000

# What is not modelled is named, with its line; alone it is done.
for call in 'spawn_true posix_spawnp' 'popen_true popen' 'become_true execvp'; do
    build cc "$sources/forks.c" -DSTART="${call% *}"
    ./out.uk || fail "$call does something else"
    fails "CONTROL: main calls ${call#* }\\(\\), which is not modelled, at forks.c:[0-9]+ in ${call% *}" --runs 1
done
build cc "$sources/forks.c"
./out.uk || fail "it does something else"
fails 'CONTROL: main calls fork\(\), which is not modelled, at forks.c:[0-9]+ in fork_and_wait'
"$tool" doctor out.uk >out || fail "$(cat out)"
grep -q '^  fork  *starts a process' out || fail "$(cat out)"
grep -q 'at forks.c:[0-9]* in fork_and_wait' out || fail "$(cat out)"

# What a test says by ukeyfuzz.h, in C and in C++: choices, invariants, names of threads.
cp "$sources/says.c" says.cc
for says in "cc $sources/says.c" 'c++ says.cc'; do
    build "${says%% *}" "${says#* }" -Wall -Wextra -Werror -I "$sources/.."
    ./out.uk || fail "alone, without an explorer, it fails"
    fails_with 'ASSERT: uk_check\(a != 4\) at says.cc?:[0-9]+ in uk_test_choice' out.uk choice
    fails_with 'ASSERT: uk_check\(!\(uk_choose\(3\) == 1 .* in uk_test_two_choices' out.uk two_choices
    fails_with 'ASSERT: uk_check\(low == high\) at says.cc?:[0-9]+ in are_equal, (even|odd)' out.uk invariant
    "$tool" run -q --runs 2000 out.uk silent >out || fail "it fails: $(cat out)"
    code=0
    ./out.uk none 2>err || code=$?
    ((code == 2)) && grep -q 'none: there is no such test; the tests are: choice two_choices invariant silent' err ||
        fail "exit code $code: $(cat err)"
done
