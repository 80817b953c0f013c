#!/bin/sh
# Runs `canary_race $2`; it must be reported as a race between the actors that it names (the rest of
# the arguments), with ThreadSanitizer's exit code.
program=$1
what=$2
shift 2
report=$("$program" "$what" 2>&1)
code=$?
if [ $code -ne 66 ]; then
    echo "exit code $code instead of 66: the planted race was not reported"
    echo "$report"
    exit 1
fi
for expected in "data race" "$@"; do
    case $report in
    *"$expected"*) ;;
    *)
        echo "'$expected' is not in the report:"
        echo "$report"
        exit 1
        ;;
    esac
done
