#!/usr/bin/env bash
# test_reach.sh PLANTED CORRECT SCENARIO SEEDS DEADLY DEADLY_SCENARIO: reach, in the tool with the
# correct cache, in one whose cache violates an invariant in SCENARIO, and in one that dies of
# DEADLY_SCENARIO.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

planted=$1 correct=$2 scenario=$3 seeds=$4 deadly=$5 deadly_scenario=$6

printf 'ukeyfuzz scenario 1\nend\n' >nothing
mkdir folder empty
cp "$scenario" folder/
cp nothing folder/.hidden

expect 0 '' "$correct" reach "$seeds" folder nothing
n=$(find "$seeds" -type f | wc -l)
grep -q "^$((n + 2)) executions: " out || fail "not each file was executed once: $(tail -n 1 out)"
grep -qE '^  verdict replaced .* [1-9]' out || fail "the seeds replace nothing: $(cat out)"
grep -q ' marked !' out && fail "something impossible: $(cat out)"

expect 0 '' "$correct" reach --json "$seeds"
/usr/bin/python3 - out "$n" <<'END' || fail "JSON: $(head -c 2000 out)"
import json, sys
document = json.load(open(sys.argv[1]))
triples = document["triples"]
assert document["executed"] == int(sys.argv[2]) and document["points"] > 1000
assert document["violations"] == [] and document["impossible"] == 0
assert document["possible"] == sum(t["possible"] for t in triples) > document["reached"] > 100
assert document["reached"] == sum(t["count"] > 0 for t in triples)
assert {t["state"] for t in triples} == set(document["states"])
assert {t["actor"] for t in triples} == {"main", "call_rcu", "packet", "revalidator", "handler"}
END

# What is violated is told, and the files after it are executed.
expect 1 '' "$planted" reach folder nothing
grep -qE '/B57\.bin: violated STALL$' out && grep -q '^2 executions: ' out || fail "violated: $(cat out)"
expect 1 '' "$planted" reach --json folder
/usr/bin/python3 - out <<'END' || fail "JSON of a violation: $(head -c 300 out)"
import json, sys
(violation,) = json.load(open(sys.argv[1]))["violations"]
assert violation["file"].endswith("B57.bin") and violation["invariant"] == "STALL" and violation["message"]
END

# What kills the process as well.
expect 1 '' "$deadly" reach "$deadly_scenario" nothing
grep -qE "^${deadly_scenario}: violated (ABORT|RACE)\$" out && grep -qE '^(1 execution|2 executions): ' out ||
    fail "died: $(tail -n 4 out)"

expect 0 '' "$correct" reach empty
printf 'ukeyfuzz scenario 999\n' >newer
expect 2 '' "$correct" reach newer nothing
grep -q '^1 execution: ' out && grep -q newer err || fail "an unusable file: $(cat out err)"
for json in '' --json; do
    # shellcheck disable=SC2086
    expect_one_line_error 2 newer "$correct" reach $json newer
done
expect 2 '' "$correct" reach missing nothing
[[ $(wc -l <err) == 1 && ! -s out ]] || fail "a missing file: $(cat out err)"
