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
grep -qa '^shows "STALL/' "$crash" || fail "the crash file does not say what it showed"
cmp -n "$(wc -c <"$scenario")" "$scenario" "$crash" ||
    fail "the crash file does not begin with the input"
grep -qE "$origin" log || fail "the scenario that is printed does not say where it comes from"
# Such a file as input does not get a second trailer.
mkdir again
"$fuzzer" -runs=1 -artifact_prefix=again/ found >log 2>&1 && fail "nothing was found again"
cmp "$crash" again/* || fail "a crash file of a crash file is another one"
# libFuzzer compares sizes when it minimises: there is nothing added. (What it cannot make smaller it
# copies.)
"$fuzzer" -minimize_crash=1 -runs=1 -exact_artifact_path=small "$crash" >log 2>&1 || true
[[ ! -e small ]] || cmp -s small "$crash" || ! grep -qa 'ukeyfuzz trailer' small || fail "a trailer while libFuzzer minimises"
# Units of the corpus are plain.
mkdir grown
"$fuzzer" -runs=2000 -seed=1 -artifact_prefix=grown- grown >log 2>&1 || true
! grep -qa 'ukeyfuzz trailer' grown/* || fail "a unit of the corpus has a trailer"

# It survives every form and command: minimize, show, compile, replay --record.
shows='shows "STALL/'
says_origin() { grep -qaE "${origin#^}" "$1" && grep -qa "$shows" "$1" || fail "$1 does not say where it comes from: $(cat -v "$1")"; }
expect 0 '' "$planted" minimize --quiet -o small.min "$crash"
says_origin small.min
expect 0 "$origin" "$planted" show small.min
cp out small.txt
expect 0 '' "$planted" compile -o small.bin small.txt
says_origin small.bin
expect 0 '' "$correct" compile -o small.scenario small.bin # It is the file's, not the tool's.
says_origin small.scenario
expect 1 'violated STALL' "$planted" replay --no-log small.scenario
expect 1 '' "$planted" replay --no-log --record recorded.bin small.bin
says_origin recorded.bin
expect 0 '' "$planted" minimize --quiet -o small.again.scenario small.bin
says_origin small.again.scenario
# What is made for a fuzzer's corpus does not have it.
expect 0 '' "$planted" compile --no-provenance -o bare.bin small.txt
! grep -qa 'ukeyfuzz trailer' bare.bin || fail "compile --no-provenance leaves it in: $(cat -v bare.bin)"
cmp -n "$(wc -c <bare.bin)" bare.bin small.bin || fail "compile --no-provenance has lost something"
# A file of plain bytes stays one.
cp "$scenario" plain.bin
expect 0 '' "$correct" compile -o plain.again plain.bin
cmp plain.bin plain.again || fail "compile has added something"

# Where it was made nothing more is said; on another cache it is not called clean.
for file in "$crash" small.min small.txt small.bin small.scenario recorded.bin; do
    expect 1 'violated STALL' "$planted" replay --no-log "$file"
    if grep -qE 'made with|another bug' out; then fail "$file: $(cat out)"; fi
    expect 4 "^$file: not shown here, though it was (at [0-9a-f]{12}(-dirty)?|with $name planted)\$" \
        "$correct" replay --no-log "$file"
    grep -qE "^  made with $build build (at .* \(planted $name\)|with $name planted); this is $build build at " out || fail "$(cat out)"
    grep -qE '^  what it showed: STALL/' out || fail "$(cat out)"
done
expect 4 'not shown here' "$correct" replay --quiet small.min
expect 4 '"verdict":"not shown"' "$correct" replay --json small.min
/usr/bin/python3 - out "$build" "$name" <<'END' || fail "JSON: $(cat out)"
import json, sys
document = json.load(open(sys.argv[1]))
made, here = document["made"], document["here"]
assert made["build"] == here["build"] == sys.argv[2], document
assert made["planted"] == sys.argv[3] and here["planted"] == "" and made["sources"] != here["sources"], document
assert made["target"] == "fuzz_interleave" and made["signature"].startswith("STALL/"), document
assert document["recorded"] == "not shown" and document["invariant"] == "", document
END
expect 1 '"recorded":"shown"' "$planted" replay --json small.min
expect 0 '"made":null' "$correct" replay --json plain.bin
grep -q '"recorded":"nothing"' out || fail "JSON: $(cat out)"
expect 4 'not shown here' "$correct" explain small.min
grep -q '^small.min: not shown ' out || fail "explain: $(head -3 out)"
expect 4 '"verdict":"not shown"' "$correct" explain --json small.min
expect 4 '' "$correct" explain --html small.min
! grep -q '"verdict":"clean"' out || fail 'the page says that it is clean'
expect 4 'not shown here, though it was at' "$correct" minimize --quiet -o nothing small.min
[[ ! -e nothing ]] || fail "something was written for a file that shows nothing here"
# Of several files, what cannot be used and what is violated comes first.
expect 4 'plain.bin: clean' "$correct" replay --no-log plain.bin small.min
expect 1 'plain.bin: violated' "$planted" replay --no-log plain.bin small.min
expect 2 'not shown here' "$correct" replay --no-log small.min missing
# triage counts them.
mkdir some
cp small.min plain.bin some/
expect 4 'not shown here, though they were where they were made: 1 file$' "$correct" triage some
grep -qE '^ukeyfuzz: some/small.min: not shown here, though it was .*: STALL/' err && [[ $(wc -l <err) == 1 ]] ||
    fail "triage does not say in one line what is not shown: $(cat err)"
grep -q '^clean: 1 file$' out || fail "triage: $(cat out)"
expect 4 '"clean":1,"not_shown":1,' "$correct" triage --json some
expect 1 '^new: STALL' "$planted" triage some
if grep -q 'not shown' out err; then fail "triage: $(cat out err)"; fi

# Another bug than the file says.
sed -E 's/^shows .*/shows "ONCE something else"/' small.txt >other.txt
expect 1 '  shows another bug than recorded: ONCE something else$' "$planted" replay --no-log other.txt
expect 1 '"recorded":"another"' "$planted" replay --json other.txt
expect 1 'shows another bug than recorded' "$planted" explain other.txt
expect 0 'shows another bug than recorded' "$planted" minimize --quiet -o other.min other.txt
# The tag of a death alone stands for whatever it died of, and for nothing else.
sed -E 's/^shows .*/shows "ABORT"/' small.txt >abort.txt
expect 1 'another bug than recorded: ABORT' "$planted" replay --no-log abort.txt
# Nothing is believed of what a file says, and no more of it is shown than its text.
printf 'ukeyfuzz scenario 1\norigin build=\033[31m\nend\n' >hostile.txt
expect_one_line_error 2 'hostile.txt:2:14: build is' "$planted" replay hostile.txt
head -c -1 "$crash" >cut.bin
expect 1 'violated STALL' "$planted" replay --no-log cut.bin
expect 2 '^cut.bin: damaged' "$correct" replay --no-log cut.bin

# A file of fuzz_sequence: its operations one after the other, beside the simple model.
cat >sequence.scenario <<'END'
ukeyfuzz scenario 1
origin target=fuzz_sequence
shows "SEQUENCE/verdict in handler batch expected replaced seen duplicate"
main: start handlers=2 revalidators=2
main: foreign-flow flow=0 pmd=none kind=adoptable
main: late-miss flow=0 hint=0
main: late-miss flow=0 hint=1
end
END
expect 1 '^  shows it, as recorded$' "$planted" replay --no-log sequence.scenario
grep -q '^sequence.scenario: violated SEQUENCE$' out || fail "$(cat out)"
expect 4 '^sequence.scenario: not shown here, though it was at an unknown commit$' \
    "$correct" replay --no-log sequence.scenario
# The others do with it what they do with any file.
expect 1 '^! +[0-9]+ handler-[01]: a batch$' "$planted" explain sequence.scenario
grep -q '^sequence.scenario: violated SEQUENCE ' out && grep -q '  2 main-0: late-miss flow=0 hint=0$' out &&
    grep -q '^  in the last step:$' out || fail "explain: $(cat out)"
expect 1 '(all [0-9]* steps: ukeyfuzz explain --all sequence.scenario)' "$planted" explain --lines 2 sequence.scenario
(($(grep -c '^..  *[0-9]* [a-z]*-[0-9]*: ' out) == 2)) || fail "explain --lines: $(cat out)"
expect 4 'not shown here' "$correct" explain -o out.txt sequence.scenario
grep -q 'sequence.scenario: not shown' out.txt || fail "explain -o: $(cat out.txt)"
sed '/hint=1/i main: packet flow=1\nmain: sleep ms=3\nmain: packet flow=0' sequence.scenario >longer.scenario
expect 1 '^shorter.scenario: out of executions$' "$planted" minimize --quiet --executions 1000 -o shorter.scenario longer.scenario
expect 1 '^  shows it, as recorded$' "$planted" replay --no-log shorter.scenario
(($(grep -c '^main:' shorter.scenario) <= 4)) || fail "it is not shorter: $(cat shorter.scenario)"
expect 4 'not shown here' "$correct" minimize -o never longer.scenario
mkdir both
cp sequence.scenario both/1.scenario
cp longer.scenario both/2.scenario
cp "$scenario" both/other.bin
expect 1 '"groups":.*SEQUENCE/verdict' "$planted" triage --json both
[[ $(grep -o '"signature":' out | wc -l) == 2 ]] || fail "triage: $(cat out)"
sed '/^shows/d' sequence.scenario >silent.scenario
expect 1 'violated SEQUENCE' "$planted" replay --no-log silent.scenario
expect 0 clean "$correct" replay --no-log silent.scenario
