#!/usr/bin/env bash
# test_explain.sh PLANTED CORRECT SCENARIO BUILD FUZZER: explain, in a tool whose cache has mistake B57,
# on a scenario that shows it. CORRECT is the same tool with the correct cache, FUZZER the fuzz target
# with the mistake.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

planted=$1 correct=$2 scenario=$3 build=$4 fuzzer=$5
schemas=$here/explain/explain_schemas.py

complains() { expect_one_line_error 2 '^ukeyfuzz: ' "$@"; }
# has FILE PATTERN...: in this order, each on a line of its own.
has() {
    local file=$1 line=0 found
    shift
    for pattern; do
        found=$(grep -nE -m 1 -- "$pattern" <(tail -n +$((line + 1)) "$file") | cut -d: -f1) ||
            fail "no '$pattern' after line $line of: $(cat "$file")"
        line=$((line + found))
    done
}

cp "$scenario" bug.bin

# The three steps of B57, in one screen.
expect 1 '' "$planted" explain bug.bin
has out "^bug.bin: violated STALL on flow 0 \\($build build\\)" 'expected installed' \
    '->EVICTING +1 EVICTING' 'delete ok' 'EVICTING->EVICTED +1 EVICTED' \
    '^\*.*packet 1 handled: duplicate' '^!.*VIOLATION of STALL'
(($(wc -l <out) <= 23)) || fail "more than a screen: $(cat out)"
! grep -qE '.{81}' out || fail "wider than 80 columns: $(cat out)"
! grep -q $'\033' out || fail "colour in a file"

# As long as libFuzzer's names of crash files are, and longer.
cp bug.bin "$build-crash-da39a3ee5e6b4b0d3255bfef95601890afd80709.min"
expect 1 '' "$planted" explain "$PWD/$build-crash-da39a3ee5e6b4b0d3255bfef95601890afd80709.min"
has out 'afd80709.min:$' "^  violated STALL on flow 0 \\($build build\\)" '^\(all [0-9]+ steps: the same with --all\)'
(($(wc -l <out) <= 23)) || fail "more than a screen: $(cat out)"
expect 1 '' "$planted" explain bug.bin
# Where there is a symbolizer each step in the cache has its line.
if command -v llvm-symbolizer addr2line >symbolizers; then
    has out 'install\.c:[1-9]' 'handler\.c:[1-9][0-9]*$'
fi

# Without one, the column is empty and the rest is the same.
mkdir empty
expect 1 '' env PATH="$work/empty" "$planted" explain bug.bin
has out 'violated STALL' '^!.*VIOLATION of STALL'
! grep -q '\.c:[0-9]' out || fail "lines without a symbolizer"

expect 1 '' "$planted" explain --lines 0 bug.bin
mv out folded
has folded '\.\.\. [0-9]+ steps \.\.\.'
expect 1 '' "$planted" explain --all bug.bin
(($(wc -l <out) > $(wc -l <folded) && $(wc -l <folded) > 23)) || fail "--all is not all"
! grep -qE '\.\.\. [0-9]+ steps? \.\.\.' out || fail "--all folds"

# A text form is explained as well; the same twice; a terminal gets colours unless it wants none.
"$planted" show bug.bin >bug.txt
expect 1 '' "$planted" explain bug.txt
sed 's/bug\.txt/bug.bin/' out >from_text
expect 1 '' "$planted" explain bug.bin
cmp -s out from_text || fail "the text form is explained differently"
TERM=xterm script -qec "$(printf %q "$planted") explain bug.bin" /dev/null </dev/null >out || true
grep -q $'\033\\[' out || fail "no colour on a terminal"
NO_COLOR=1 TERM=xterm script -qec "$(printf %q "$planted") explain bug.bin" /dev/null </dev/null >out || true
! grep -q $'\033\\[' out || fail "colour although NO_COLOR is set"
for term in dumb ''; do
    TERM=$term script -qec "$(printf %q "$planted") explain bug.bin" /dev/null </dev/null >out || true
    ! grep -q $'\033' out || fail "colour on a terminal called '$term'"
done

# JSON and the trace are what their headers say.
expect 1 '' "$planted" explain --json bug.bin
/usr/bin/python3 "$schemas" json out || fail "--json is not as documented"
expect 1 '' "$planted" explain --perfetto trace.json bug.bin
[[ ! -s out ]] || fail "--perfetto prints: $(cat out)"
/usr/bin/python3 "$schemas" trace trace.json || fail "--perfetto is not as documented"
complains "$planted" explain --perfetto missing/trace.json bug.bin

# A fuzz target that finds it prints the head. The tool's path can be pasted, and is no pattern.
pasted=$planted
[[ $planted =~ ^[[:alnum:]_./+-]+$ && $planted != *[^[:ascii:]]* ]] || pasted=$(sed "s/'/'\\\\''/g; s/.*/'&'/" <<<"$planted")
literally=$(sed 's/[][\\.*^$+?(){}|]/\\&/g' <<<"$pasted")
"$fuzzer" bug.bin >out 2>&1 && fail "the fuzz target finds nothing"
has out '^==== VIOLATION STALL' '^---- explanation' '^\*.*EVICTING->EVICTED' '^\*.*handled: duplicate' \
    '^!.*VIOLATION of STALL' '^---- scenario' '^---- next' "^  $literally minimize FILE " "^  $literally explain FILE\.min "
# Without the tool beside it, it names that of the build.
mkdir elsewhere
cp "$fuzzer" elsewhere/fuzzer
elsewhere/fuzzer bug.bin >out 2>&1 && fail "the fuzz target finds nothing elsewhere"
has out "^  build/[a-z-]+/targets/ukeyfuzz explain FILE\.min "
"$planted" show bug.bin | sed 's/^end$/preempt main at 20 to revalidator-0\nend/' >preempted.scenario
"$planted" compile -o preempted.bin preempted.scenario
"$fuzzer" preempted.bin >out 2>&1 && fail "the fuzz target finds nothing"
has out "^preempt main at 20 to revalidator-0  # after '.*', before '"

# Each form can go to a file. That the page works is for test_html.py to find out.
expect 1 '' "$planted" explain --json bug.bin
mv out printed
expect 1 '' "$planted" explain --json -o written bug.bin
[[ ! -s out ]] && cmp -s printed written || fail "-o does not write what is printed otherwise"
expect 1 '' "$planted" explain --html bug.bin
for part in '<!DOCTYPE html>' '<script id="data".*"timeline":' '</html>'; do
    grep -q "^$part" out || fail "the page has no '$part'"
done
! grep -qE '(src|href)="[^d]|@import' out || fail "the page asks for something from elsewhere"
complains "$planted" explain --html -o missing/page.html bug.bin
complains "$planted" explain --html -o

# The correct cache has nothing to explain.
expect 0 '' "$correct" explain bug.bin
has out "^bug.bin: clean \\($build build\\)"

printf 'ukeyfuzz scenario 999\n' >newer
complains "$correct" explain newer
complains "$correct" explain missing
complains "$correct" explain "$work"
complains "$correct" explain
complains "$correct" explain bug.bin bug.bin
complains "$correct" explain --lines 3x bug.bin
complains "$correct" explain --lines
complains "$correct" explain --build nonsense bug.bin
complains "$correct" explain --nonsense bug.bin
expect 0 '' "$correct" explain --help
has out '^usage: ukeyfuzz explain' 'Exit code'
