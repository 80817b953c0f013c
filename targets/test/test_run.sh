#!/usr/bin/env bash
# test_run.sh UKEYFUZZ PROGRAMS: `cc` builds programs in the ways in which builds do, `run` finds
# their bugs and is silent about their corrected twins, and what it saves shows the bug again.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

tool=$1 programs=$2
cd "$work"

# $1: program without its suffix; $2: what the first line must have in it.
finds() {
    "$tool" cc -O1 -o "$1.uk" "$programs/$1.c" || fail "$1: cannot be built"
    code=0
    "$tool" run --quiet --seconds 20 -o "$1.uks" "$1.uk" >"$1.out" || code=$?
    ((code == 1)) || fail "$1: exit code $code: $(cat "$1.out")"
    grep -Eq "^FAILED after [0-9]+ schedules? .*: $2" "$1.out" || fail "$1: expected $2: $(cat "$1.out")"
    grep -q "replayed 100 of 100 and in a new process" "$1.out" || fail "$1: $(cat "$1.out")"
    "$tool" cc -O1 -DFIXED -o "$1-fixed.uk" "$programs/$1.c" || fail "$1: the twin cannot be built"
    "$tool" run --quiet --runs 20000 --seconds 20 "$1-fixed.uk" >"$1.out" || fail "$1: the twin fails: $(cat "$1.out")"
    grep -q "nothing found in" "$1.out" || fail "$1: $(cat "$1.out")"
}
finds two-stage 'ASSERT: assert\('
finds lost-update 'ASSERT: assert\('
finds null-after-check 'CRASH: a read'
finds lost-wake-up 'LOCK: deadlock: '

# The report says which steps mattered, and where.
grep -q 'PREEMPTED by thread-' two-stage.out && fail "that of the twin is meant"
"$tool" replay two-stage.uk two-stage.uks >out && fail "it shows nothing"
grep -q '^two-stage.uks: FAILED as it says, with the same events' out || fail "$(cat out)"
grep -q 'PREEMPTED by thread-' out || fail "no preemption: $(cat out)"
grep -Eq 'reads first = 1 :[0-9]+' out || fail "no values: $(cat out)"
grep -q '^preempt [0-9]* [0-9]* [0-9]* after [0-9]* "[a-z].*  # thread-' two-stage.uks || fail "$(cat two-stage.uks)"

# A line more in the program does not make another failure of it.
sed '1i // A comment.' "$programs/two-stage.c" >two-stage.c
"$tool" cc -O1 -o longer.uk two-stage.c || fail "longer.uk: cannot be built"
"$tool" replay longer.uk two-stage.uks >out 2>&1 && fail "it shows nothing"
grep -q '^two-stage.uks: FAILED as it says, with ' out || fail "$(cat out)"

# The same seed finds the same, in an environment of another size as well.
"$tool" run -q -o one.uks two-stage.uk >/dev/null || true
A_VARIABLE=$(printf '%5000d' 0) "$tool" run -q -o other.uks two-stage.uk >/dev/null || true
cmp one.uks other.uks || fail "the same seed has found another schedule"

# A schedule that is none, or another program's, is refused in one line that names it.
echo nonsense >none.uks
refuses() {
    code=0
    "$tool" "$@" >/dev/null 2>error || code=$?
    ((code == 2)) && (($(wc -l <error) == 1)) || fail "$*: $code: $(cat error)"
}
refuses replay two-stage.uk none.uks
refuses replay two-stage.uk missing.uks
refuses replay two-stage.uk
refuses run none.uks
refuses run /bin/true
refuses run --strategy best two-stage.uk
sed 's/^preempt .*/preempt 2 999999999999 3/' two-stage.uks >large.uks
refuses replay two-stage.uk large.uks
grep -q 'large.uks:[0-9]*: ' error || fail "$(cat error)"

# Where the schedule leads elsewhere, it is said where it parts.
sed '/^preempt/d' two-stage.uks >straight.uks
code=0
"$tool" replay two-stage.uk straight.uks >out || code=$?
((code == 4)) || fail "$code: $(cat out)"
grep -q '^it went another way at event [0-9]* of [0-9]*: here ' out || fail "$(cat out)"

# A build as others do it: objects, a static library, a file of options, and a program that the build
# itself runs. It does what it always did.
cat >part.c <<'END'
int twice(int n) { return 2 * n; }
END
cat >main.c <<'END'
#include <stdio.h>
#include <stdlib.h>
int twice(int n);
int main(int argc, char **argv)
{
    printf("%d %s\n", twice(argc), argv[argc - 1]);
    return argc > 2 ? 7 : 0;
}
END
"$tool" cc -c part.c -o part.o && ar rc libpart.a part.o && "$tool" cc -MD -MF main.d -c main.c || fail "objects"
[[ -s main.d ]] || fail "no dependencies"
echo '-o "a program"' >options
"$tool" cc main.o @options -L. -lpart || fail "cannot be linked"
[[ $("./a program" x) == "4 x" ]] || fail "it does something else"
code=0
"./a program" x y >/dev/null || code=$?
((code == 7)) || fail "exit code $code"
"$tool" cc -E main.c | grep -q 'int twice' || fail "-E"
# What cannot be had is not left out in silence.
echo '_Thread_local int mine; int main(void) { return mine; }' >local.c
"$tool" cc -o local.uk local.c 2>error || fail "$(cat error)"
[[ ! -s error ]] || fail "$(cat error)"
"$tool" cc -O1 --gcc -o local.uk local.c 2>error || fail "$(cat error)"
grep -q 'local.uk: has thread-local variables that are not emulated' error || fail "$(cat error)"
"$tool" cc -fsanitize=address,undefined -o local.uk local.c 2>error || fail "$(cat error)"
grep -q 'fsanitize=address is left out' error || fail "$(cat error)"
expect_one_line_error 2 "^ukeyfuzz: cc: -fopenmp cannot be had: " "$tool" cc -c local.c -fopenmp
for sanitizer in memory safe-stack cfi; do
    expect_one_line_error 2 "^ukeyfuzz: cc: -fsanitize=$sanitizer cannot be had: " \
        "$tool" cc "-fsanitize=bounds,$sanitizer" -c local.c
done
# Undefined behaviour is a failure, by name.
cat >undefined.c <<'END'
int main(int n, char **words)
{
    int numbers[2] = {0, 0x7fffffff};

    return words[0] && n == 1 ? numbers[n] + n > 0 : numbers[n];
}
END
for arguments in ':an addition overflows' 'a b:an index is out of bounds'; do
    "$tool" cc -fsanitize=undefined -c undefined.c && "$tool" cc -o undefined.uk undefined.o || fail "cannot be built"
    # shellcheck disable=SC2086
    expect 1 "CRASH: ${arguments#*:}, at undefined.c:5 in main" "$tool" run -q --runs 1 undefined.uk -- ${arguments%:*}
done
"$tool" cc main.c 2>error && fail "a function is missing, and nobody minds"
grep -q 'twice' error || fail "$(cat error)"
"$tool" run -q --runs 20 "./a program" -- x y >out && fail "exit code 7 is a failure"
grep -q 'EXIT: the program ends with exit code 7' out || fail "$(cat out)"
"$tool" run -q --runs 20 --any-exit "./a program" -- x y >out || fail "$(cat out)"

# An installed tool finds what it links with: it is beside its own place.
if [[ -d ${tool%/*}/../harness/program ]]; then
    mkdir -p usr/bin usr/lib/ukeyfuzz
    cp "$tool" usr/bin/
    cp -r "${tool%/*}"/../harness/program/{ukeyfuzz-program.o,redirected,reserved,redirect,merge.ld,include} usr/lib/ukeyfuzz/
    usr/bin/ukeyfuzz cc -o installed.uk main.c part.c || fail "an installed tool cannot build"
    [[ $(./installed.uk x) == "4 x" ]] || fail "it does something else"
fi

# What it needs on the way is in $TMPDIR, and is gone afterwards.
code=0
TMPDIR=$work/nowhere "$tool" cc -o here.uk "$programs/lost-update.c" 2>log || code=$?
((code == 2)) && grep -q 'cannot make a folder in \$TMPDIR' log || fail "a folder that is not there: $code: $(cat log)"
mkdir short
TMPDIR=$work/short "$tool" cc -o here.uk "$programs/lost-update.c" || fail "cc in another folder"
[[ -z $(ls short) ]] || fail "left behind: $(ls short)"
