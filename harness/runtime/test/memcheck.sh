#!/bin/sh
# Runs `$1 $2` under Valgrind; exit code $3 is expected (99: something was reported), and a report in
# which each of the remaining arguments occurs. Skipped where there is no Valgrind.
if ! command -v valgrind >/dev/null; then
    echo "skipped: there is no valgrind (ci/deps)"
    exit 77
fi
program=$1
what=$2
expected_code=$3
shift 3
report=$(valgrind -q --error-exitcode=99 "$program" "$what" 2>&1)
code=$?
if [ $code -ne "$expected_code" ]; then
    echo "exit code $code instead of $expected_code"
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
