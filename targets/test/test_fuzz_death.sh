#!/usr/bin/env bash
# test_fuzz_death.sh FUZZER FILE TAG TOLD: a fuzz target whose process dies on FILE says first how it
# came to that, once, with a line that looks like TOLD, and what to do next.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

fuzzer=$1 file=$2 tag=$3 told=$4

code=0
"$fuzzer" "$file" >out 2>&1 || code=$?
((code > 0)) || fail "nothing died"
for wanted in "^==== VIOLATION $tag" '^---- explanation' "^ *[0-9]+:? .*$told" '^---- scenario' \
    '^ukeyfuzz scenario 1$' '^end$' 'ukeyfuzz explain FILE' 'ukeyfuzz replay FILE' '^====$'; do
    grep -qE "$wanted" out || fail "no '$wanted': $(cat out)"
done
(($(grep -c '^==== VIOLATION' out) == 1)) || fail "said more than once: $(cat out)"
# libFuzzer's own handler has its turn afterwards.
sed -n '/^====$/,$p' out | grep -q 'ERROR: ' || fail "libFuzzer or a sanitizer says nothing after it: $(cat out)"
