#!/usr/bin/env bash
# test_terminal.sh UKEYFUZZ BUG: what is in somebody else's files, and their names, never reaches a
# terminal as it is. UKEYFUZZ has a bug planted, which the scenario BUG shows.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

tool=$1 bug=$2
export PYTHONPATH=$here/../../ci/lib PYTHONDONTWRITEBYTECODE=1

# harmless CODE COMMAND...: it ends with CODE, and says something, which all_shown() looks at.
harmless() {
    local code=$1
    shift
    expect "$code" '' "$@"
    [[ -s out || -s err ]] ||
        fail "'$(printf '%q ' "$@")' says nothing"
    cat out err >>"$work/said"
}
# Of what was said, a terminal shows all and obeys nothing.
all_shown() {
    /usr/bin/python3 - <<'END' || fail "a terminal would obey this"
import sys
from printable import printable_lines
wrong = [line for line in open("said", encoding="utf-8", errors="surrogateescape", newline="\n")
         if printable_lines(line) != line]
print(*map(ascii, wrong[:5]), sep="\n", end="", file=sys.stderr)
sys.exit(bool(wrong))
END
}

# names_it NAME PATH: in each JSON output PATH is the file's name, byte for byte, as Python decodes it.
names_it() {
    /usr/bin/python3 -c 'import json, os, sys
value = eval("json.load(open(\"out\"))" + sys.argv[2])
assert os.fsencode(value) == os.fsencode(sys.argv[1]), ascii(value)' "$@" ||
        fail "JSON has another name at $2: $(head -c 500 out | cat -v)"
}

# Clears the screen, a title, C1 as bytes and in UTF-8, text from right to left, DEL, no UTF-8, a line.
evil=$'\e[2J\e]0;x\a\x9b31m\xc2\x9b31m\xe2\x80\xae\x7f\xff\xfe\r'
names=("n${evil}n" $'line\nbreak')
for name in "${names[@]}"; do
    mkdir "d$name"
    cp "$bug" "$name"
    cp "$bug" "d$name/$name"
    harmless 1 "$tool" replay --no-log "$name"
    harmless 1 "$tool" replay "$name"
    harmless 1 "$tool" replay --json "$name"
    names_it "$name" '["file"]'
    harmless 1 "$tool" explain "$name"
    harmless 1 "$tool" explain --all "$name"
    harmless 1 "$tool" explain --json "$name"
    names_it "$name" '["file"]'
    harmless 1 "$tool" explain --perfetto /dev/stdout "$name"
    names_it "$name" '["traceEvents"][0]["args"]["name"]'
    harmless 1 "$tool" explain --html "$name"
    harmless 1 "$tool" minimize --executions 5 -o "$name.small" "$name"
    harmless 1 "$tool" minimize --json --executions 5 -o "$name.small" "$name"
    names_it "$name" '["file"]'
    harmless 0 "$tool" show "$name" "$name"
    harmless 1 "$tool" triage "d$name"
    harmless 1 "$tool" triage --json "d$name"
    names_it "d$name/$name" '["groups"][0]["files"][0]["file"]'
    harmless 1 "$tool" triage --signature "$name"
    harmless 1 "$tool" reach "$name"
    harmless 1 "$tool" reach --json "$name"
    names_it "$name" '["violations"][0]["file"]'
    harmless 2 "$tool" replay "missing$name"
    harmless 2 "$tool" compile -o "nowhere$name/out" "$name"
    harmless 125 "$tool" bisect "missing$name"
    harmless 2 "$tool" "$name"
    harmless 2 "$tool" replay "--$name" "$name"
    harmless 2 "$tool" replay --build "$name" "$name"
    # Programs of other builds are said to be missing.
    mkdir -p alone/plain/targets
    cp "$tool" alone/plain/targets/ukeyfuzz
    cp "$bug" "gcc-asan-$name"
    harmless 2 alone/plain/targets/ukeyfuzz replay "gcc-asan-$name"
done
all_shown

# What is wrong in a text is repeated, but as it is nowhere.
evil=${evil//$'\r'/}
number=0
while IFS= read -r line; do
    printf 'ukeyfuzz scenario 1\n%s\nend\n' "${line//EVIL/$evil}" >"$((++number)).scenario"
    for command in show 'compile -o out.bin' 'replay --no-log'; do
        # shellcheck disable=SC2086
        harmless 2 "$tool" $command "$number.scenario"
    done
done <<'END'
EVIL
flows EVIL
main: EVIL
EVIL: packet
main: packet EVIL=1
main: packet flow=EVIL
preempt EVIL at 3 to handler-0
preempt main at EVIL to handler-0
preempt main at 3 to EVIL
preempt main EVIL 3 to handler-0
bytes EVIL
bytes 0aEVIL
origin EVIL
origin target=EVIL
shows EVIL
shows "EVIL"
flows 2 EVIL
END
printf 'ukeyfuzz scenario EVIL\nend\n' | sed "s/EVIL/$evil/" >version.scenario
harmless 2 "$tool" show version.scenario
printf 'ukeyfuzz scenario 1 EVIL\nend\n' | sed "s/EVIL/$evil/" >target.scenario
harmless 2 "$tool" show target.scenario
printf 'ukeyfuzz scenario 1 # EVIL\nmain: packet # EVIL\nend # EVIL\n' | sed "s/EVIL/$evil/g" >comment.scenario
harmless 0 "$tool" show comment.scenario
all_shown
