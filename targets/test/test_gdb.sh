#!/usr/bin/env bash
# test_gdb.sh PLANTED SCENARIO CORRECT SCRIPTS: `replay --gdb` in a tool whose cache has mistake B57,
# and with the scenario that shows it. CORRECT is the same tool with the correct cache, SCRIPTS the
# scripts that are loaded into gdb.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

planted=$1 scenario=$2 correct=$3
shift 3
cp "$scenario" "$work/bug.bin"
export HOME=$work # No .gdbinit of the user's.

# session OPTION... -- COMMAND...: what gdb says from the first stop on, in `out`.
session() {
    local options=()
    while [[ $1 != -- ]]; do
        options+=("$1")
        shift
    done
    shift
    printf '%s\n' 'set width 0' "$@" | "$planted" replay --gdb ${options[@]+"${options[@]}"} bug.bin >out 2>&1 ||
        fail "gdb ended with $?: $(cat out)"
    if grep -qE 'Python Exception|Traceback' out; then fail "the commands have a mistake: $(cat out)"; fi
}
# says PATTERN...: each is found in what gdb said, in this order.
says() {
    local from=1 at
    for pattern in "$@"; do
        at=$(grep -nE -m 1 -- "$pattern" <(tail -n "+$from" out) | cut -d: -f1) || true
        [[ -n $at ]] || fail "no '$pattern' from line $from on: $(cat out)"
        from=$((from + at))
    done
}
refuses() {
    local got=0 pattern=$1
    shift
    "$@" >out 2>err </dev/null || got=$?
    ((got == 2)) || fail "'$*' ended with $got: $(cat out err)"
    [[ $(wc -l <err) == 1 && ! -s out ]] || fail "'$*' did not say one line: $(cat out err)"
    grep -qE -- "$pattern" err || fail "'$*' did not say '$pattern': $(cat err)"
}

# Whose points these are, and what the log says, is asked of the same tool.
"$planted" replay --log bug.bin >log || true
hash=$(sed -nE 's/.*event log hash ([0-9a-f]+)/\1/p' log)
# The first step of a ukey of a revalidator's, in the log.
read -r event actor point _ < <(grep -E 'revalidator.* ukey .*from EVICTING to EVICTED' log)
[[ -n $event ]] || fail "the log has no eviction"

# It stops where the invariant is violated, in the cache, with who did it; nothing goes on from there,
# and the execution is that of a replay without gdb.
session -- actors next-point continue
says '^handler-0 at its point [0-9]+: violated STALL' 'ends the miss of packet' \
    '^   #0 +scheduler_abandon' '^=> #[0-9]+ +[a-z_]+ \(handler\.c:[0-9]+\)' 'thread_loop \(thread\.c' \
    'upcall_end\(' \
    ' 0  main .* waits: sleep .*drain \(execute\.c' ' 1  call_rcu .*it has not begun' \
    'revalidator-1 .* waits: barrier 1 \(made in [a-z_]+\)' "^=> .*handler-0 .* runs .*\\(handler\\.c" \
    'ends with the violation' "event log hash $hash"

# Another actor's stack, and back; a ukey; the next points; what is not there.
session --at "event:$event" -- ukey 'actor main' 'info locals' up actor \
    next-point 'next-point 2' "run-to $actor $((point + 9))" "run-to event $((event + 20))" continue
says "^(.gdb. )?$actor at its point $point: event $event" '=> #[0-9]+ +ukey_transition' 'from, to' \
    'ukey 1 at 0x' 'flow +0$' "state +UKEY_EVICTING, owned by $actor" "locked by +$actor" 'base +[0-9]+ packets' \
    '^(.gdb. )?main at its point [0-9]+: waits: sleep' '=> #[0-9]+ +drain' ' settle ' \
    '#[0-9]+ .*settle \(\) at .*execute\.c' \
    "$actor at its point $point: runs" '=> #[0-9]+ +ukey_transition' \
    "$actor at its point $((point + 1)): before" "$actor at its point $((point + 3)): before" \
    "$actor at its point $((point + 9)): before" ": event $((event + 20))$" 'violated STALL'

# Steps of gdb's own go on from where the execution is, whichever actor is looked at.
session --at "$actor:$point" -- 'actor main' next bt
says "at its point $point: before" 'main at its point' 'choose \(' '^#[0-9]+ .*revalidator_main'
session --at start -- "ukey" "actor frob" "run-to frob 3" "run-to main 1" "run-to event 0" "run-to event 0" "run-to main" \
    "next-point x" "ukey 5" "kill" "actors" "run"
says 'main at its point 1: before' 'no frame from here on has a ukey' "no actor 'frob'" "no actor 'frob'" \
    'main is at its point 1 already' 'main at its point 1: event 0' 'events have been logged already' 'wants an actor and a point' \
    "'x' is not a number" 'not a ukey' 'nothing is being executed' 'main at its point 1: before'

# What cannot be used.
refuses 'violates nothing' "$correct" replay --gdb bug.bin
refuses 'wants start, preemption:N' "$planted" replay --gdb --at frob bug.bin
refuses 'wants start, preemption:N' "$planted" replay --gdb --at main:x bug.bin
refuses "no actor called 'frob'" "$planted" replay --gdb --at frob:1 bug.bin
refuses 'points count from 1' "$planted" replay --gdb --at main:0 bug.bin
refuses 'there is no preemption 1000' "$planted" replay --gdb --at preemption:1000 bug.bin
refuses '--at goes with --gdb' "$planted" replay --at start bug.bin
refuses 'single file' "$planted" replay --gdb bug.bin bug.bin
refuses '--gdb does not go with --record' "$planted" replay --gdb --record out.bin bug.bin
refuses 'No such file' "$planted" replay --gdb missing.bin
mkdir empty
refuses 'cannot run gdb: No such file' env PATH="$work/empty" "$planted" replay --gdb bug.bin

# Without gdb, in one process; and the preemptions are those that --record writes.
"$correct" replay --in-process --log bug.bin >out || fail "--in-process ended with $?"
"$correct" replay --log bug.bin >log
cmp -s out log || fail "--in-process does something else: $(diff out log | head)"

# What lies where the tool is installed comes before the source. Without any source, where each actor stands is
# told by the names of files.
mkdir -p prefix/bin prefix/share/ukeyfuzz/gdb
cp "$planted" prefix/bin/ukeyfuzz
cp "$@" prefix/share/ukeyfuzz/gdb
echo 'print("installed")' >>prefix/share/ukeyfuzz/gdb/runtime.py
"$here/../hide_paths" "$(readlink -f "$here/../..")" prefix/bin/ukeyfuzz
planted=prefix/bin/ukeyfuzz session -- actors
says '^installed$' 'violated STALL' ' 0  main .* waits: sleep .*drain \(execute\.c' ' 1  call_rcu .*it has not begun' \
    "^=> .*handler-0 .* runs .*\\(handler\\.c"
