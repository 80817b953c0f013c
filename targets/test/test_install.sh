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
for file in "$page" "$completion" usr/share/ukeyfuzz/gdb/{runtime,ukeyfuzz}.py; do
    [[ -s $file ]] || fail "$file is not installed: $(cat log)"
done
for file in "$2"/*; do
    [[ -d $file || -s usr/share/ukeyfuzz/gdb/${file##*/} ]] || fail "$file is not installed"
done

# The page is one that groff has nothing against, and it has every help in it, word for word.
groff -man -Tutf8 -ww -z "$page" 2>complaints
[[ ! -s complaints ]] || fail "the page: $(cat complaints)"
words() { tr -s '[:space:]' ' '; }
text=$(groff -man -Tascii -P-cbu -rLL=500n "$page" | words)
mapfile -t commands < <("$tool" --help | sed -nE 's/^  ([a-z]+)  .*/\1/p')
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
offers ' ' frobnicate x
for command in "${commands[@]}"; do
    while read -r option; do
        [[ " $(complete_ "$command" -) " == *" $option "* ]] || fail "$command: $option is not offered"
    done < <("$tool" "$command" --help | sed -nE 's/^  (-.*)/\1/p' | grep -oE '^-[-a-z]+')
done
