#!/usr/bin/env bash
# test_fuzz_death.sh FUZZER FILE TAG TOLD: a fuzz target whose process dies on FILE says first how it
# came to that, once, with a line that looks like TOLD, and what to do next. FILE itself is in what it
# says, and in the file that has the input; the death is counted.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../../ci/lib/expect.sh"

fuzzer=$1 file=$2 tag=$3 explained=$4

code=0
UKEYFUZZ_STATS=stats UKEYFUZZ_INPUT=input "$fuzzer" "$file" >out 2>&1 || code=$?
((code > 0)) || fail "nothing died"
for wanted in "^==== VIOLATION $tag" '^---- found by fuzz_[a-z]+' '^---- explanation' "^ *[0-9]+:? .*$explained" \
    '^---- scenario' '^ukeyfuzz scenario 1$' '^end$' 'ukeyfuzz minimize FILE' \
    'ukeyfuzz explain FILE.min' '^====$'; do
    grep -qE "$wanted" out || fail "no '$wanted': $(cat out)"
done
(($(grep -c '^==== VIOLATION' out) == 1)) || fail "said more than once: $(cat out)"
# libFuzzer's own handler has its turn as well, or a sanitizer.
grep -qE 'ERROR: |WARNING: ThreadSanitizer' out || fail "libFuzzer or a sanitizer says nothing: $(cat out)"

sed -n '/^---- input:/{n;p;q}' out | base64 -d >said || fail "the input is not base64: $(cat out)"
cmp said "$file" || fail "another input is said"
size=$(stat -c %s "$file")
[[ $(od -An -tu4 -N8 input | xargs) == "1 $size" ]] || fail "the input is not kept"
cmp -n "$size" -i 8:0 input "$file" || fail "another input is kept"
# libFuzzer executes it once, or once more to begin with.
grep -qE '^executions: [12] *$' stats || fail "the death is not counted: $(cat stats)"
