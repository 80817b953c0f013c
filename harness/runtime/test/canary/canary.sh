#!/bin/sh
# Runs `$1 $2`, where $2 may be any number of words; a sanitizer must report it: exit code $3, and a
# report in which each of the remaining arguments occurs. $UNDER: the words of a command that executes
# the program, if it does not do so itself.
program=$1
what=$2
expected_code=$3
shift 3
# shellcheck disable=SC2086
report=$(${UNDER:-} "$program" $what 2>&1)
code=$?
if [ $code -ne "$expected_code" ]; then
    echo "exit code $code instead of $expected_code:"
    echo "$report"
    exit 1
fi
for expected in "$@"; do
    case $report in
    *"$expected"*) ;;
    *)
        echo "'$expected' is not in the report:"
        echo "$report"
        exit 1
        ;;
    esac
done
