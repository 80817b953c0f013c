#!/usr/bin/env bash
# test_bisect.sh UKEYFUZZ PLANTED SCENARIO BUILD: `bisect` in a small history. Its commits build a
# "tool" that says of any file what a line of the commit says; SCENARIO shows a bug in PLANTED.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

tool=$1 planted=$2 scenario=$3 build=$4
cp "$scenario" "$work/$build-crash-0"
export HOME=$work GIT_CONFIG_NOSYSTEM=1
mkdir "$work/history"
cd "$work/history"

# What the two tools say, and what this file shows.
"$planted" replay --json "../$build-crash-0" >../shows.json 2>/dev/null || true
"$planted" minimize --json --quiet --executions 1 -o ../unused "../$build-crash-0" >../minimized.json || true
signature=$(sed -nE 's/.*"signature":"(([^"\\]|\\.)*)".*/\1/p' ../minimized.json)
[[ -n $signature ]] || fail "nothing is shown: $(cat ../shows.json)"
invariant=$(sed -nE 's/.*"invariant":"([^"]*)".*/\1/p' ../shows.json)
printf '{"file":"x","verdict":"violated","invariant":"LIMIT","message":"another \\"bug\\" of flow 3"}\n' >../another.json

# One commit after the other. $1: name; $2: exit code of its tool; $3: what it says.
commit() {
    printf '#!/bin/sh\n# %s\ncat <<"END"\n%s\nEND\necho complaint >&2\nexit %d\n' "$1" "$3" "$2" >tool
    git add -A
    git commit -q -m "$1"
    git tag "$1"
}
git init -q
git config user.email test@example.org
git config user.name test
printf 'build/\n' >.gitignore
printf '{"version": 6, "configurePresets": [{"name": "%s", "generator": "Ninja"}]}\n' "${build%-fine}" >CMakePresets.json
cat >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.25)
project(history NONE)
add_custom_target(ukeyfuzz COMMAND cmake -E copy ${PROJECT_SOURCE_DIR}/tool targets/ukeyfuzz
                  COMMAND chmod +x targets/ukeyfuzz)
END
commit clean 0 '{"verdict":"clean"}'
commit clean-too 0 '{"verdict":"clean","given":3,"missed":[{"preemption":1},{"preemption":3}]}'
commit another 1 "$(cat ../another.json)"
mv CMakeLists.txt not-now
commit unbuildable 0 ''
mv not-now CMakeLists.txt
commit unreadable 2 ''
commit culprit 1 "$(cat ../shows.json)"
commit another-later 1 "$(cat ../another.json)"
commit broken-still 1 "$(cat ../shows.json)"

# Each of them, with the same bug only and with any.
# $1: commit; $2: exit code; $3: what is said; the rest: options.
at() {
    git checkout -q "$1"
    expect "$2" "$3" "$planted" bisect "${@:4}" "../$build-crash-0"
}
at clean 0 ': clean$'
at clean 0 ': clean$' --signature
at clean-too 0 ': clean \(2 of 3 preemptions did not take place\)$'
at another 1 ': shows LIMIT'
at another 0 ': shows something else: LIMIT' --signature
at unbuildable 125 "cannot be built: see build/bisect/${build%-fine}\\.log"
at unreadable 125 "this checkout's tool cannot replay it: complaint"
at culprit 1 ": shows $invariant"
at culprit 1 ": shows $invariant" --signature
at culprit 1 ": shows $invariant" --signature="$signature"
at culprit 0 'shows something else' --signature='another text'
at culprit 1 ": shows $invariant" --build "$build"
[[ -d build/bisect && ! -e build/${build%-fine} ]] || fail "it was not built in build/bisect"

# What fuzz_sequence has found, where a checkout's tool is a real one: with its bug, and without.
cat >../sequence.scenario <<'END'
ukeyfuzz scenario 1
origin target=fuzz_sequence
main: start handlers=2 revalidators=2
main: foreign-flow flow=0 pmd=none kind=adoptable
main: late-miss flow=0 hint=0
main: late-miss flow=0 hint=1
end
END
for real in "$planted:1:: shows SEQUENCE/verdict" "$tool:0:: clean\$"; do
    IFS=: read -r real code says <<<"$real"
    printf '#!/bin/sh\nexec %q "$@"\n' "$real" >tool
    expect "$code" "$says" "$planted" bisect --build "$build" --signature ../sequence.scenario
done
git checkout -q tool

# What cannot be used, which git must not take for the bug.
git checkout -q culprit
expect_one_line_error 125 'no file' "$planted" bisect
expect_one_line_error 125 'one file at a time' "$planted" bisect a b
expect_one_line_error 125 'missing: No such file' "$planted" bisect missing
expect_one_line_error 125 'missing: No such file' "$planted" bisect --signature missing
expect_one_line_error 125 "unknown option '--frob'" "$planted" bisect --frob "../$build-crash-0"
expect_one_line_error 125 "no build called 'frob'" "$planted" bisect --build frob "../$build-crash-0"
expect_one_line_error 125 'violates nothing in this tool' "$tool" bisect --signature "../$build-crash-0"
cd ..
expect_one_line_error 125 'no CMakePresets.json here' "$planted" bisect "$build-crash-0"
cd history

# The command of the help.
git bisect start broken-still clean >/dev/null
git bisect run "$planted" bisect --signature "../$build-crash-0" >../out 2>&1 || true
# The two before the culprit cannot be tested, so git names all three.
grep -qE "^$(git rev-parse culprit)" ../out || fail "git did not find the culprit: $(cat ../out)"
if grep -qE "^$(git rev-parse another-later)$|^$(git rev-parse another)$" ../out; then fail "git found another: $(cat ../out)"; fi
git bisect reset >/dev/null 2>&1
git bisect start another clean >/dev/null
git bisect run "$planted" bisect "../$build-crash-0" >../out 2>&1 || fail "git bisect run failed: $(cat ../out)"
grep -q "^$(git rev-parse another) is the first bad commit" ../out || fail "not the first bad commit: $(cat ../out)"
