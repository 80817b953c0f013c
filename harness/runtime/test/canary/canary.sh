#!/bin/sh
# Runs `$1 $2`, where $2 may be any number of words; a sanitizer must report it: exit code $3, and a
# report in which each of the remaining arguments occurs: 'A|B' is A or B, for threads that meet one
# mistake in several ways. $UNDER: the words of a command that executes the program, if it does not do
# so itself.
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
    # Lines of a pattern are alternatives.
    if ! printf '%s\n' "$report" | grep -qF -e "$(printf '%s' "$expected" | tr '|' '\n')"; then
        echo "'$expected' is not in the report:"
        echo "$report"
        exit 1
    fi
done
