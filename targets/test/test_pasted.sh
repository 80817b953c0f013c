#!/usr/bin/env bash
# test_pasted.sh UKEYFUZZ FUZZ BUG [PROGRAM]: the commands that are printed for the reader can be pasted into a
# shell, whatever files and folders are called. UKEYFUZZ and FUZZ have a bug planted, which the scenario BUG
# shows. PROGRAM is the source of a program with a bug, for `ukeyfuzz run`.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

tool=$1 fuzz=$2 bug=$3 program=${4:-}
export PYTHONPATH=$here/../../ci/lib PYTHONDONTWRITEBYTECODE=1

# Names that a shell takes for something else; each is a folder's and a file's. None may touch `victim`.
names=("a b's (ü) & c" 'x; rm victim' '$(rm victim)`rm victim`' $'new\nline' $'\e[2J\xff' 'a=b' '~' '-x')
touch victim
mkdir tools
ln -s "$tool" tools/ukeyfuzz
PATH=$work/tools:$PATH

# pasted CODE PATTERN COMMAND: what a person does with a printed command.
pasted() {
    expect "$1" "$2" sh -c "$3"
    [[ -e victim ]] || fail "'$3' has removed a file"
}

for name in "${names[@]}"; do
    mkdir -- "./$name"
    cp "$bug" "./$name/$name"
    cd -- "./$name" # The page keeps to 80 columns, so the path must be short.
    expect 1 '' ukeyfuzz explain -- "$name"
    command=$(sed -n 's/^ *(all [0-9]* steps: \(.*\))$/\1/p' "$work/out")
    [[ -n $command ]] || fail "explain prints no command for more: $(cat "$work/out")"
    cd "$work"
    pasted 1 'violated' "cd ./$(/usr/bin/python3 -c 'import sys, printable
print(printable.shell_word(sys.argv[1]))' "$name")/ && $command"
done

# A fuzz target says how to go on, and ci/fuzz which file that is about.
folder=${names[0]}
cp "$fuzz" "$folder/fuzz_interleave"
cp "$tool" "$folder/ukeyfuzz"
code=0
"./$folder/fuzz_interleave" "$bug" >log 2>&1 || code=$?
((code)) || fail "the fuzz target finds nothing"
for name in "${names[@]}"; do
    cp "$bug" "./$name/crash"
    /usr/bin/python3 -c 'import said, sys
from printable import shell_path
for line in said.next_of(open("log", "rb").read()):
    print(said.with_file(line, shell_path(sys.argv[1])))' "./$name/crash" >commands
    pasted 1 'executions' "$(sed -n 's/ minimize / minimize --executions=9 /p' commands)"
    pasted 1 'violated' "$(sed -n '/ explain /p' commands)"
done

# A target that has a tool of its own names that one.
ln -s fuzz_interleave "$folder/fuzz_other"
ln -s ukeyfuzz "$folder/ukeyfuzz_other"
"./$folder/fuzz_other" "$bug" >log 2>&1 && fail "the fuzz target finds nothing"
grep -q 'ukeyfuzz_other.* explain FILE' log || fail "another tool is named: $(grep ' FILE' log)"

[[ -n $program ]] || exit 0
"$tool" cc -o program "$program"
for name in "${names[@]}"; do
    cp --remove-destination program "./$name/$name"
    expect 1 '^again: ' ukeyfuzz run --output "./$name/f.uks" "./$name/$name"
    pasted 1 '' "$(sed -n 's/^again: \(.*\)     why: .*/\1/p' out)"
    expect 1 '^again: ' ukeyfuzz run --output "./$name/f.uks" "./$name/$name"
    pasted 1 '' "$(sed -n 's/^again: .*     why: //p' out)"
done
