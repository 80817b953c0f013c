#!/usr/bin/env bash
# test_moved.sh PLANTED_FOLDER BUG SCENARIO UKEYFUZZ: a bug is found, the cache changes in ways that do
# no harm, and each tool says the truth of its file: a text, its minimised and its binary form. Then the
# bug is repaired.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

planted=$1 bug=$2 correct=$4
with=$planted/$bug/ukeyfuzz
as_recorded='^  shows it, as recorded$'
elsewhere='^  shows it, at another place than the file says$'

# Without what the kept file says of itself: what it showed is added to what says no more.
sed '/^origin /d; /^shows /d' "$3" >kept.scenario

# What was found: a random interleaving's worth of preemptions around those that matter, in each form.
# Nothing but its points tells where `bare` belongs.
signature=$("$with" triage --signature kept.scenario || true)
[[ -n $signature ]] || fail "$bug is not shown by $3"
origin="shows \"$signature\""
"$with" show kept.scenario | sed "1a $origin" >text.scenario
"$with" compile -o "$work/plain-crash-0" text.scenario
"$with" minimize --quiet -o minimised.scenario text.scenario >/dev/null
"$with" show --bare kept.scenario | sed -E "s/ after .* to / to /; s/^ukeyfuzz scenario 2/ukeyfuzz scenario 1/; 1a $origin" >bare.scenario
grep -q '^preempt .* at [0-9]* after [0-9]*[a-z]* [a-z-]* .* to ' text.scenario || fail "no anchors: $(cat text.scenario)"
if grep -q ' after ' bare.scenario; then fail "anchors: $(cat bare.scenario)"; fi
"$with" show --bare plain-crash-0 >from-binary
"$with" show --bare text.scenario | cmp - from-binary || fail 'the binary form has lost something'

# The same cache: nothing is written.
for file in text.scenario minimised.scenario bare.scenario plain-crash-0; do
    expect 1 "$as_recorded" "$with" replay --no-log $file
    expect 1 '"recorded":"shown","place":"there","searched":0,' "$with" replay --json $file
done
[[ -z $(ls ./*rewritten* 2>/dev/null) ]] || fail "something was rewritten: $(ls)"

# Changes that move no point, or move them all.
for change in log renamed; do
    for file in text.scenario minimised.scenario plain-crash-0; do
        expect 1 "$as_recorded" "$planted/$bug-with-$change/ukeyfuzz" replay --no-log $file
    done
done
for change in locks loads; do
    tool=$planted/$bug-with-$change/ukeyfuzz
    for file in text minimised bare; do
        expect 3 "$elsewhere" "$tool" replay --no-log $file.scenario
        grep -qE '^  [23] of 3 preemptions did not happen where this file was made: main at [0-9]+, now at ' out ||
            fail "which preemptions moved is not said: $(cat out)"
        expect 1 "$as_recorded" "$tool" replay --no-log $file.rewritten.scenario
        expect 1 'violated OPS' "$tool" replay --no-log --no-search --shows OPS $file.rewritten.scenario
        rm $file.rewritten.scenario
    done
    expect 3 "$elsewhere" "$tool" replay --no-log --rewrite here.bin plain-crash-0
    expect 1 "$as_recorded" "$tool" replay --no-log here.bin
    rm here.bin
    expect 3 '"recorded":"shown","place":"(moved|nearby)",.*"elsewhere":\[\{"preemption":1,"point":[0-9]+,"here":' \
        "$tool" replay --json --no-rewrite text.scenario
    expect 3 'text.scenario: violated OPS' "$tool" explain text.scenario
    expect 0 'minimal' "$tool" minimize --quiet -o again.scenario text.scenario
    grep -q 'shows it, at another place than the file says' err || fail "minimize does not say that it moved: $(cat err)"
    rm again.scenario
done
[[ -z $(ls ./*rewritten* ./here* 2>/dev/null) ]] || fail "something was rewritten: $(ls)"

# A fuzzer's strategies decide at each point, so there is no place to look up: the same operations are
# executed in other orders. So are those of a file without any preemption.
sed '/^preempt /d; s/^packet-threads .*/&\nstrategy random\nseed 1\nmean-gap 3/' text.scenario >unordered.scenario
expect 3 'by the same operations in another order' "$with" replay --no-log --rewrite drawn.scenario unordered.scenario
expect 1 "$as_recorded" "$with" replay --no-log drawn.scenario
expect 3 "$elsewhere" "$planted/$bug-with-locks/ukeyfuzz" replay --no-log --no-rewrite drawn.scenario
sed '/^preempt /d' text.scenario >never-preempted.scenario
expect 3 'by the same operations in another order' "$with" replay --no-log --no-rewrite never-preempted.scenario

# What a preemption lets run gives way itself now, and has to be let run again.
expect 3 '^  1 preemption had to be added to its 1$' "$planted/B68-with-yields/ukeyfuzz" replay --no-log --no-rewrite \
    --shows ONCE "$(dirname "$3")/B68.scenario"

# The bug is repaired: nearby as well.
tool=$planted/without-locks/ukeyfuzz
expect 4 'text.scenario: not shown here, though it was at ' "$tool" replay --no-log text.scenario
grep -qE '^  tried nearby: [0-9]+ executions?' out || fail "nothing was tried: $(cat out)"
expect 4 '"verdict":"not shown",.*"place":"not found","searched":0,' "$tool" replay --json --no-search plain-crash-0
expect 4 '^  tried nearby: [0-9]{5} executions' "$tool" replay --no-log drawn.scenario
expect 4 'not shown here' "$tool" explain text.scenario
expect 4 'not shown here' "$tool" minimize -o never text.scenario
[[ ! -e never ]] || fail 'minimize has written what shows nothing'

# The kept file itself: it says with which bug it shows that.
expect 1 "$as_recorded" "$with" replay --no-log "$3"
expect 1 "$as_recorded" "$planted/$bug-with-log/ukeyfuzz" replay --no-log "$3"
expect 3 "$elsewhere" "$planted/$bug-with-locks/ukeyfuzz" replay --no-log --no-rewrite "$3"
for command in 'replay --no-log' explain 'minimize -o never'; do
    # shellcheck disable=SC2086 # Several words.
    expect 4 "not shown here, though it was with $bug planted\$" "$correct" $command "$3"
done
[[ ! -e never ]] || fail 'minimize has written what shows nothing'

# A file that says nothing of what it showed is clean where it shows nothing.
sed -i '/^shows /d' text.scenario bare.scenario
expect 0 'text.scenario: clean' "$correct" replay --no-log text.scenario
expect 0 '2 of 3 preemptions did not happen where this file was made' "$planted/$bug-with-locks/ukeyfuzz" replay --no-log text.scenario
expect 3 "$elsewhere" "$planted/$bug-with-locks/ukeyfuzz" replay --no-rewrite --no-log --shows OPS bare.scenario
expect 0 'bare.scenario: clean' "$planted/$bug-with-locks/ukeyfuzz" replay --no-log bare.scenario

# Where what a preemption means is nowhere, the place that is most like it is a guess, and is called one.
sed -E 's/^(preempt .*) at [0-9]+ after .* to /\1 at 2300 after 900th barrier-wait in gone to /' text.scenario >gone.scenario
# That nothing shows there says nothing.
for command in 'replay --no-log' explain 'triage --signature'; do
    # shellcheck disable=SC2086 # Several words.
    expect 2 '' "$correct" $command gone.scenario
    ! grep -q clean out || fail "$command: a guess is called clean: $(grep clean out)"
done
expect 2 'did not happen where this file was made: main at 2300, now perhaps at [0-9]+; ' "$correct" replay --no-log gone.scenario
grep -q '^gone.scenario: not judged, for its preemptions are not found here; that it shows' out || fail "$(head -1 out)"
expect 2 '"verdict":"not judged".*"point":2300,"here":[0-9]+,"guessed":true\}' "$correct" replay --json gone.scenario
expect 0 '"here":[0-9]+,"guessed":false\}' "$planted/$bug-with-locks/ukeyfuzz" replay --json text.scenario

# An event more before the very one that an anchor names: what else it may mean is tried, and the
# preemptions after it are looked up again.
expect 3 '"place":"nearby","searched":[0-9]{1,2},' "$planted/B75-with-locks/ukeyfuzz" replay --json --no-rewrite \
    --shows ONCE "$(dirname "$3")/B75.scenario"
