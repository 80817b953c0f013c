#!/usr/bin/env bash
# test_bisect_moved.sh PLANTED_FOLDER BUG SCENARIO UKEYFUZZ: `bisect` in a history whose commits move
# the points: before the bug is planted, and after. Each commit's tool is one that was built from such
# sources, so that nothing is compiled.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

planted=$1 bug=$2 scenario=$3 correct=$4
tool=$planted/$bug-with-locks/ukeyfuzz # As at the end of the history.
export HOME=$work GIT_CONFIG_NOSYSTEM=1

# The file as it was found: a text with anchors, and one that has its points alone.
"$planted/$bug/ukeyfuzz" show "$scenario" | sed '/^origin /d' >text.scenario
signature=$(sed -n 's/^shows "\(.*\)"$/\1/p' text.scenario)
[[ -n $signature ]] || fail "$scenario does not say what it shows"
"$tool" replay --no-log --rewrite here.scenario text.scenario >/dev/null || true
"$tool" show --bare here.scenario | sed 's/ after .* to / to /' >bare.scenario
if grep -q ' after ' bare.scenario; then fail "anchors: $(cat bare.scenario)"; fi

# A history. $1: a commit's name; $2: its tool.
commit() {
    printf '#!/bin/sh\n# %s\nexec "%s" "$@"\n' "$1" "$2" >tool
    git add -A
    git commit -q -m "$1"
    git tag "$1"
}
git init -q history
cd history
git config user.email test@example.org
git config user.name test
printf 'build/\n' >.gitignore
printf '{"version": 6, "configurePresets": [{"name": "plain", "generator": "Ninja"}]}\n' >CMakePresets.json
cat >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.25)
project(history NONE)
add_custom_target(ukeyfuzz COMMAND cmake -E copy ${PROJECT_SOURCE_DIR}/tool targets/ukeyfuzz
                  COMMAND chmod +x targets/ukeyfuzz)
END
commit first "$correct"
commit log "$planted/without-log/ukeyfuzz"
commit loads "$planted/without-loads/ukeyfuzz"
commit locks "$planted/without-locks/ukeyfuzz"
commit culprit "$planted/$bug-with-locks/ukeyfuzz"
commit loads-again "$planted/$bug-with-loads/ukeyfuzz"
commit renamed "$planted/$bug-with-renamed/ukeyfuzz"
commit last "$tool"

for file in text here bare; do
    git bisect start last first >/dev/null 2>&1
    git bisect run "$tool" bisect --signature ../$file.scenario >../run 2>&1 || fail "git bisect run failed: $(cat ../run)"
    grep -q "^$(git rev-parse culprit) is the first bad commit" ../run || fail "$file.scenario: another commit is named: $(cat ../run)"
    if grep -q 'did not take place' ../run; then fail "what took place elsewhere is said not to have taken place: $(cat ../run)"; fi
    git bisect reset >/dev/null 2>&1
done
git checkout -q loads-again
expect 1 ': shows OPS/.* \([1-3] of 3 preemptions at other points\)$' "$tool" bisect --signature ../text.scenario
[[ -z $(ls /tmp/ukeyfuzz-bisect-* 2>/dev/null) ]] || fail "a copy is left behind: $(ls /tmp/ukeyfuzz-bisect-*)"

# Of its interleaving nothing is left: neither good nor bad is known.
sed -E 's/^(preempt .*) at [0-9]+ after .* to /\1 at 2300 after 900th barrier-wait in gone to /' ../text.scenario >../gone.scenario
git checkout -q loads
expect_one_line_error 125 'cannot be judged: none of its preemptions \(3\) takes place here' \
    "$tool" bisect --signature="$signature" ../gone.scenario
