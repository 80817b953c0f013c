#!/usr/bin/env bash
# What ukeyfuzz stress takes and refuses, how it ends, and what it writes.
#
# usage: test_stress.sh UKEYFUZZ
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

tool=$1

# Bad options, each with one line that names it.
while IFS='|' read -r pattern arguments; do
    # shellcheck disable=SC2086
    expect 2 "$pattern" "$tool" stress $arguments
    (($(wc -l <err) == 1)) || fail "'$arguments' is answered by more than a line: $(cat err)"
done <<'END'
unknown option '--frob'|--frob
unknown argument 'x'|x
--seconds wants a value|--seconds
--seconds: 'x' is not a number|--seconds x
--seconds: '-1' is not a number|--seconds -1
--seconds: '0' is not a number from 0.001|--seconds 0
--flows: '1048577' is not a whole number from 1 to 1048576|--flows 1048577
--flows: '1.5' is not a whole number|--flows 1.5
--handlers: '0' is not a whole number from 1 to|--handlers 0
--seed: '18446744073709551616' is not a whole number|--seed 18446744073709551616
no fault 'frob'|--faults frob
no fault 'vanish=1000001'|--faults vanish=1000001
no fault ''|--faults all,
no packets|--packet-threads 0 --pmds 0
END

# A run, and its result in JSON: of two seconds, unless the machine is too busy for two quiet points.
for seconds in 2 20 200; do
    expect 0 'clean: no invariant' "$tool" stress --seconds "$seconds" --flows 200 --quiet-every 0.1 --json result.json
    ! grep -qE '"quiet_points":[01]\b' result.json || continue
    break
done
/usr/bin/python3 - <<'END' || fail "the result is not as --help says: $(cat result.json)"
import json
result = json.load(open("result.json"))
assert result["result"] == "clean" and result["violation"] is None
assert result["settings"]["flows"] == 200 and "--flows 200" in result["options"]
assert result["seconds"] >= 2 and result["counts"]["quiet_points"] >= 2
assert result["counts"]["packets"] == result["counts"]["hits"] + result["counts"]["misses"] > 0
assert result["verdicts"]["installed"] > 0 and result["counters"]["revalidate_round"] > 0
ages = result["reader_ages"]
assert result["grace_periods"] > 0 and ages[0] > 0 and sum(ages[2:]) == 0
measures = result["measures"]
assert measures["round_ns"]["count"] == result["counts"]["rounds"] >= measures["dump_ns"]["count"] > 0
assert measures["packets"]["count"] == measures["slow_path_ns"]["count"] > 0
assert measures["dump_ns"]["max"] <= measures["round_ns"]["max"] < result["whole_seconds"] * 1e9
assert measures["sweep_wait_ns"]["count"] == sum(n for _, n in measures["sweep_wait_ns"]["buckets"]) > 0
assert result["rates"]["upcalls_per_s"] > 0 and sum(result["faults"].values()) > 0
END
# On standard output it is all that there is.
"$tool" stress --seconds 0.05 --flows 10 --faults none --json - 2>err | /usr/bin/python3 -m json.tool >/dev/null ||
    fail "--json - does not write JSON"
# Where it cannot be written is known before the run, not after it.
expect 2 'nowhere/x.json: No such file' "$tool" stress --seconds 1000 --flows 10 --json nowhere/x.json

# The options that it says were those of a run make the same settings.
options=$(/usr/bin/python3 -c 'import json; print(json.load(open("result.json"))["options"])')
# shellcheck disable=SC2086
expect 0 clean "$tool" stress $options --json again.json
/usr/bin/python3 - <<'END' || fail "the options of a run do not make the same settings"
import json
assert json.load(open("result.json"))["settings"] == json.load(open("again.json"))["settings"]
END

# Interrupted, here by a terminal that goes away, it checks what there is to be checked and says so.
"$tool" stress --seconds 100 --flows 100 --json stopped.json >out 2>err &
pid=$!
at_work "$pid" 2 4 || fail "it ended before it was interrupted: $(cat out err)"
kill -HUP "$pid"
code=0
wait "$pid" || code=$?
((code == 130)) || fail "interrupted, it ended with $code: $(cat out err)"
grep -q 'interrupted: no invariant' out || fail "interrupted, it does not say so: $(cat out err)"
grep -q '"result":"interrupted"' stopped.json || fail "nor in JSON"

# So does a crash, which is a violation: of an assertion of the cache's, say.
"$tool" stress --seconds 100 --flows 100 --json crashed.json >out 2>err &
pid=$!
at_work "$pid" 6 4 || fail "it ended before it crashed: $(cat out err)"
kill -ABRT "$pid"
code=0
wait "$pid" || code=$?
((code == 1)) || fail "having died of SIGABRT, it ended with $code: $(cat out err)"
grep -q '^CRASH: .* dies of signal 6' err || fail "having died of SIGABRT, it does not say so: $(cat err)"
grep -q '^after .* of: ukeyfuzz stress --seed' err || fail "nor what it was running: $(cat err)"
grep -q '"violation":{"tag":"CRASH"' crashed.json || fail "nor in JSON"
