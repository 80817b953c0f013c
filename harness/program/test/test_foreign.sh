#!/usr/bin/env bash
# test_foreign.sh UKEYFUZZ SOURCES: programs in styles of others. Each has a bug that is found with -DBUG,
# and none without.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../../ci/lib/expect.sh"

tool=$1 sources=$2
cd "$work"

# $1: the source's name without ".c"; $2...: more words for the compiler.
build() {
    "$tool" cc -O1 -o out.uk "${@:2}" "$sources/$1.c" || fail "$1 cannot be built"
}
build_cxx() {
    "$tool" c++ -std=c++20 -O1 -o out.uk "${@:2}" "$sources/$1.cc" || fail "$1 cannot be built"
}
# Silent in so many schedules, $1; $2...: options, and after -- arguments.
silent() {
    "$tool" run -q --runs "$1" "${@:2}" >out || fail "it fails: $(cat out)"
    grep -q "nothing found in $1 schedules" out || fail "$(cat out)"
}
# Fails with what $1 matches; $2...: as above.
fails() {
    code=0
    "$tool" run -q --seconds 20 -o out.uks "${@:2}" >out || code=$?
    ((code == 1)) || fail "exit code $code: $(cat out)"
    head -n 1 out | grep -Eq "$1" || fail "expected $1: $(head -n 1 out)"
    grep -Eq 'replayed ([0-9]+) of \1 and in a new process' out || fail "$(cat out)"
}

for level in -O0 -O2; do
    build svcomp "$level"
    silent 5000 out.uk
    build svcomp "$level" -DBUG
    fails 'ABORT: abort\(\), at svcomp.c:[0-9]+ in reach_error' out.uk
done

build chooses
silent 5000 out.uk
fails 'ASSERT: assert\(argc == 1 \|\| !any\(\)\)' out.uk -- any
build chooses -DBUG
fails 'ASSERT: assert\(a == b\)' out.uk

for compiler in "" --gcc; do
    # shellcheck disable=SC2086
    build_cxx own_values $compiler
    silent 3000 out.uk
done
build_cxx own_values --gcc -DBUG
fails 'RACE: data race on shared' out.uk

build shared_state -Wno-atomic-alignment
for way in strtok localtime environment queue wide; do
    timeout 20 ./out.uk "$way" || fail "it does something else: $way"
    silent 500 out.uk -- "$way"
done
build shared_state -Wno-atomic-alignment -DBUG
fails 'ASSERT: assert\(n == 3\)|RACE: data race on rest_of_strtok' out.uk -- strtok
fails 'ASSERT: assert\(time->tm_year == 70 \+ year\)' out.uk -- localtime
fails 'ASSERT: assert\(getenv\("UKEYFUZZ_TEST"\)\)' out.uk -- environment
fails 'ASSERT: assert\(message == 5\)' out.uk -- queue
fails 'ASSERT: assert\(.*sum.third == 2\)' out.uk -- wide

build descriptors
silent 300 out.uk
fails 'LOCK: deadlock: .*waits for the other end of a pipe, .*waits for lock held by' out.uk -- lock
fails 'LOCK: deadlock: .*waits for the other end of .*waits for the other end of' out.uk -- read
fails 'LOCK: deadlock: .*main waits for the other end of' out.uk -- line

build loops -O2 -D_FORTIFY_SOURCE=2
for way in never-wait epoll select timers pipe socket lines cancelled; do
    timeout 10 ./out.uk "$way" || fail "it does something else: $way"
    silent 50 out.uk -- "$way"
done
build loops -DBUG
for way in epoll select; do
    fails 'LOCK: deadlock: .*main waits for the other end of' out.uk -- "$way"
done
fails '(ASSERT: assert\(ticks == 6\)|RACE: data race on ticks)' out.uk -- timers
fails 'HEAP: thread-2 writes .*1 bytes? that thread-2 has freed' out.uk -- cancelled

for way in 0 1 2 3; do
    build queues -DBUG -lurcu-memb -lurcu-cds
    fails "(HEAP|RCU|ASSERT|PROG): " out.uk -- "$way"
    build queues -lurcu-memb -lurcu-cds
    silent 2000 out.uk -- "$way"
done

build signals
./out.uk || fail "it does something else"
silent 3000 out.uk
build signals -DBUG
fails 'ASSERT: assert\(low == high\) at signals.c:[0-9]+ in void look\(int\), thread-2' out.uk

build streams
./out.uk || fail "it does something else"
silent 2000 out.uk
build streams -DBUG
fails 'ASSERT: assert\(lines == 2\)' out.uk

# What comes at a thread from outside: an alarm, a timer that goes off again and again, a cancellation at
# any point.
for level in -O0 -O2; do
    build asynchronous "$level"
    for way in alarm timer cancel; do
        timeout 10 ./out.uk "$way" || fail "it does something else: $way"
        silent 300 out.uk -- "$way"
    done
done
build asynchronous -DBUG
fails 'LOCK: deadlock: .*main waits for .* held by nobody' out.uk -- cancel

build timers
for way in thread signal off; do
    timeout 10 ./out.uk "$way" || fail "it does something else: $way"
    silent 300 out.uk -- "$way"
done
build timers -DBUG
fails 'RACE: data race on n_ticks' out.uk -- thread
fails 'ASSERT: assert\(low == high\)' out.uk -- signal
fails 'ASSERT: assert\(n_ticks == 0\)' out.uk -- off

build robust
./out.uk || fail "it does something else"
silent 3000 out.uk
build robust -DBUG
fails 'ASSERT: assert\(credit == debit\)' out.uk
grep -q 'lock mutex, whose owner has ended :' out || fail "$(cat out)"

# More threads than a cache has, in the report as well; and more locks than anybody holds by hand.
build hundred_locks
silent 20 out.uk
build hundred_locks -DBUG
fails '(ASSERT: assert\(n == N\)|RACE: data race on list)' out.uk

# What is not modelled is told if nothing worse turns up.
build endless -DBUG
fails 'ASSERT: assert\(inside\+\+ == 0\)' out.uk
build endless
fails 'CONTROL: main starts a thread while there are 255, the most there can be' --runs 10 out.uk

# Each rule has its switch, and a real failure wins over it, unless it was to come first.
build rules
while read -r rule message; do
    fails "(LOCK|THREAD): .*$message" --runs 20 out.uk -- "$rule"
    fails "^FAILED after 1 schedule .*(LOCK|THREAD): .*$message" "--$rule=first" out.uk -- "$rule"
    silent 20 "--$rule=never" out.uk -- "$rule"
    fails 'ASSERT: assert\(n == 2\)' out.uk -- "$rule" worse
    fails "(LOCK|THREAD): .*$message" "--$rule=first" out.uk -- "$rule" worse
    "$tool" replay out.uk out.uks >out && fail "nothing is replayed"
    grep -Eq "(LOCK|THREAD): .*$message" out || fail "$(cat out)"
    fails 'ASSERT: assert\(n == 2\)' "--$rule=never" out.uk -- "$rule" worse
done <<'END'
lock-order locks are taken in different orders
held-at-end ends while it holds
joins-detached joins
END
