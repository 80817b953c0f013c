#!/usr/bin/env bash
# test_front_end.sh CORRECT SEED [PLANTED]: what a front end of the public headers alone says of a
# seed. Seed failed-puts shows mistake B57, which PLANTED is linked with.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../../ci/lib/expect.sh"

correct=$1 seed=$2 planted=${3:-}

expect 0 '' "$correct" "$seed" none.scenario
[[ ! -s out && ! -e none.scenario ]] || fail "a clean scenario is not left alone: $(cat out)"
expect 2 '' "$correct" nowhere none.scenario
grep -q 'nowhere' err || fail "the missing file is not named: $(cat err)"

[[ -n $planted ]] || exit 0
expect 1 '' "$planted" "$seed" smallest.scenario
[[ $(sed -n 1p out) == 'STALL: handler-'* ]] || fail "another violation: $(cat out)"
read -r before _ after < <(sed -nE '3s/ operations, then / to /p' out)
((after < before)) || fail "$before operations have become $after"
head -4 out | tail -1 | grep -q '^smallest.scenario: violated STALL on flow [0-9]* (this build)$' ||
    fail "no explanation: $(cat out)"
grep -q 'VIOLATION of STALL' out || fail "the explanation lacks its end: $(cat out)"

# The smallest is a scenario, and can be made no smaller.
expect 1 '' "$planted" smallest.scenario again.scenario
cmp -s smallest.scenario again.scenario || fail "the smallest can be made smaller"
expect 0 '' "$correct" smallest.scenario none.scenario
