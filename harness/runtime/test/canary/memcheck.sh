#!/bin/sh
# canary.sh, with the program executed by Valgrind: exit code 99 says that it reported something.
# Skipped where there is no Valgrind.
if ! command -v valgrind >/dev/null; then
    echo "skipped: there is no valgrind (ci/deps)"
    exit 77
fi
UNDER='valgrind -q --error-exitcode=99' exec "$(dirname "$0")/canary.sh" "$@"
