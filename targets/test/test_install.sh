#!/usr/bin/env bash
# test_install.sh BUILD_FOLDER GDB_FOLDER: what `cmake --install` puts where; that the manual page
# says all that the commands' --help do; and what the completion offers.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

cmake --install "$1" --prefix "$work/usr" >log
tool=$work/usr/bin/ukeyfuzz
page=$work/usr/share/man/man1/ukeyfuzz.1
completion=$work/usr/share/bash-completion/completions/ukeyfuzz
"$tool" --version | grep -q '^ukeyfuzz ' || fail "the tool is not installed"
for file in "$page" "$completion" usr/share/ukeyfuzz/gdb/{runtime,ukeyfuzz}.py usr/share/doc/ukeyfuzz/{LICENSE,CHANGELOG.md,specification.md,results/README.md}; do
    [[ -s $file ]] || fail "$file is not installed: $(cat log)"
done
for file in "$2"/*; do
    [[ -d $file || -s usr/share/ukeyfuzz/gdb/${file##*/} ]] || fail "$file is not installed"
done

# What is not built is missed before anything is written. (Everything is where it was in the end.)
mv "$1/targets/ukeyfuzz.1" page
code=0
cmake --install "$1" --prefix "$work/none" >log 2>&1 || code=$?
mv page "$1/targets/ukeyfuzz.1"
((code)) && [[ ! -e none ]] || fail "it was installed without its page: $(cat log)"
tr -s '\n ' ' ' <log | grep -qF 'ukeyfuzz.1 is not built, so nothing is installed; first: cmake --build' || fail "$(cat log)"

# Nothing that is installed tells where it was built, and debug information is still there.
root=${here%/targets/test}
printf 'x\0/w/a b#c/src/a.c\0/w/a b#c\0/w/a b#cd\0in /w/a b#c\0\1/w/a b#c/x\0A/w/a b#c/x\0/w/a b#c:/w/a b#c"\0/w/a b#c' >program
ln -s '/w/a b#c' link
"$root/targets/hide_paths" "$PWD/link" program
cmp program <(printf 'x\0/././././src/a.c\0/./././.\0/w/a b#cd\0in /./././.\0\1/././././x\0A/././././x\0/./././.:/./././."\0/./././.') ||
    fail "$(strings program)"
# What is as short as /w may be machine code by chance.
printf '\1/w/src/a.c\0A/w/a\0' >program
"$root/targets/hide_paths" /w program
cmp program <(printf '\1/./src/a.c\0A/w/a\0') || fail "$(strings program)"
for path in "$root" "$1" "$(readlink -f "$1")"; do
    for file in $(find usr -type f); do
        ! grep -aqF "$path" "$file" || fail "$file has $path in it: $(strings -a "$file" | grep -F -m 3 "$path")"
    done
done
readelf -S usr/bin/ukeyfuzz | grep -q debug_info || fail 'the debug information is gone'

# A build that is not there is explained to somebody who has nothing but this program.
another=gcc-asan
[[ $1 != */gcc-asan ]] || another=asan
printf '' >$another-crash-00
mkdir -p elsewhere/build/plain/targets
cp usr/bin/ukeyfuzz elsewhere/build/plain/targets/
touch elsewhere/build/plain/CMakeCache.txt
expect_one_line_error 2 "$another-crash-00: belongs to the $another build, and this is the .* build, installed alone; get the source" \
    "$tool" replay $another-crash-00
expect_one_line_error 2 "belongs to the $another build, which is not there; make it with: cmake --preset" \
    "$PWD/elsewhere/build/plain/targets/ukeyfuzz" replay $another-crash-00

# The page is one that groff has nothing against, and it has every help in it, word for word.
groff -man -Tutf8 -ww -z "$page" 2>complaints
[[ ! -s complaints ]] || fail "the page: $(cat complaints)"
words() { tr -s '[:space:]' ' '; }
text=$(groff -man -Tascii -P-cbu -rLL=500n "$page" | words)
mapfile -t commands < <("$tool" --help | sed -nE 's/^  ([a-z+]+)  .*/\1/p')
((${#commands[@]} >= 6)) || fail "only ${#commands[@]} commands"
for command in "${commands[@]}"; do
    help=$("$tool" "$command" --help | sed 's/^usage: //' | words)
    [[ $text == *"${help% }"* ]] || fail "the page does not say what $command --help does"
    grep -q '^Exit code: ' < <("$tool" "$command" --help) || fail "$command --help does not say its exit codes"
done

grep -q '^\.SH TAGS' "$page" || fail 'the page has no section of tags'
while read -r line; do
    [[ -z $line || $text == *"${line#*: }"* ]] || fail "the page does not say: $line"
done < <("$tool" help tags)

# complete WORD...: what is offered for the last of them, in order.
# shellcheck disable=SC1090
. "$completion"
complete -p ukeyfuzz | grep -q _ukeyfuzz || fail "no completion"
complete_() {
    COMP_WORDS=("$tool" "$@")
    COMP_CWORD=$#
    _ukeyfuzz || true
    printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' '
}
# offers EXPECTED WORD...
offers() {
    local offered
    offered=$(complete_ "${@:2}")
    [[ $offered == "$1" ]] || fail "'${*:2}' is completed to '$offered', not '$1'"
}
[[ $(complete_ '') == "$(printf '%s\n' "${commands[@]}" --help --version | sort | tr '\n' ' ')" ]] ||
    fail "not all commands are offered: $(complete_ '')"
mkdir files
touch files/one files/two
offers 'replay ' rep
offers 'ONCE OPS ' help O
offers 'reach replay ' help re
offers ' ' help ONCE R
offers '--check-determinism ' replay --ch
offers '--in-process ' replay --gdb --i
offers 'files/one files/two ' replay --quiet files/
offers 'files/two ' show files/t
offers 'tsan tsan-fine ' replay --build ts
offers 'tsan tsan-fine ' minimize --build ts
offers 'preemption: ' replay --gdb --at pre
offers ' ' replay --check-determinism ''
offers 'files/one ' replay --record files/o
offers 'files/two ' compile -o files/tw
offers 'files/two ' compile --output files/tw
offers '--signature --signature= ' bisect --sig
offers 'all none ' stress --faults ''
offers '--flow-limit --flows ' stress --fl
offers ' ' frobnicate x
for command in "${commands[@]}"; do
    while read -r option; do
        [[ " $(complete_ "$command" -) " == *" $option "* ]] || fail "$command: $option is not offered"
    done < <("$tool" "$command" --help | sed -nE 's/^  (-.*)/\1/p' | sed 's/  .*//' | grep -oE -- '-[-a-z]+')
done

# What was installed can be taken away again, and nothing else is.
touch usr/share/doc/mine usr/bin/mine
cmake -D "MANIFEST=$1/install_manifest.txt" -P "$root/targets/uninstall.cmake" >log 2>&1 || fail "$(cat log)"
left=$(find usr -type f -o -name ukeyfuzz | sort | tr '\n' ' ')
[[ $left == 'usr/bin/mine usr/share/doc/mine ' ]] || fail "uninstalling has left: $left"
if cmake -D "MANIFEST=$1/install_manifest.txt" -P "$root/targets/uninstall.cmake" >log 2>&1; then fail 'uninstalled twice'; fi
grep -q 'Nothing is installed' log || fail "$(cat log)"
