#!/usr/bin/env bash
# test_outputs.sh UKEYFUZZ BUG: what the tool writes, in a folder in which somebody has put links where
# it writes. UKEYFUZZ has a bug planted, which the scenario BUG shows.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

tool=$1 bug=$2

mkdir prepared
cd prepared
# wrote CODE FILE COMMAND...: FILE and the names that can be guessed from it are links to a precious
# file. After COMMAND, FILE is a file of its own, the precious one is as before, and nothing is left.
wrote() {
    local code=$1 file=$2 link
    shift 2
    echo precious >../precious
    for link in "$file" "$file.new" ".$file.new" "$file.tmp"; do
        ln -sfn ../precious "$link"
    done
    expect "$code" '' "$@"
    [[ $(cat ../precious) == precious ]] || fail "'$*' followed a link"
    [[ -f $file && ! -L $file && -s $file ]] || fail "'$*' did not write $file"
    [[ $(stat -c %a "$file") == 640 ]] || fail "$file does not have the mode that the umask asks for"
    rm "$file" "$file.new" ".$file.new" "$file.tmp"
    [[ -z $(ls -A) ]] || fail "'$*' left $(ls -A)"
}
umask 027
wrote 0 out.bin "$tool" compile -o out.bin "$bug"
wrote 0 out.scenario "$tool" compile -o out.scenario "$bug"
wrote 1 out.bin "$tool" replay --no-log --record out.bin "$bug"
wrote 1 out.bin "$tool" minimize --quiet --executions 50 -o out.bin "$bug"
wrote 1 out.json "$tool" explain --json -o out.json "$bug"
wrote 1 out.html "$tool" explain --html -o out.html "$bug"
wrote 1 out.pftrace "$tool" explain --perfetto out.pftrace "$bug"

# What is open already is written to, whatever it is.
"$tool" compile -o ../compiled.bin "$bug"
for out in /dev/stdout /dev/fd/1 /proc/self/fd/1; do
    [[ -L /dev/stdout ]]
    "$tool" compile -o "$out" "$bug" >../through
    cmp -s ../through ../compiled.bin || fail "$out as a file is not written to"
    "$tool" compile -o "$out" "$bug" | cmp -s - ../compiled.bin || fail "$out as a pipe is not written to"
    [[ -L /dev/stdout ]] || fail "/dev/stdout was replaced"
done
{ "$tool" explain --json -o /dev/stdout "$bug" || true; } | /usr/bin/python3 -m json.tool >/dev/null ||
    fail "explain -o /dev/stdout"

# What could not be written whole is not there, and what was there still is.
if mkdir ../small && mount -t tmpfs -o size=16k tmpfs ../small 2>/dev/null; then
    trap 'umount "$work/small"; rm -rf "$work"' EXIT
    echo old >../small/out.html
    expect 2 'small/out.html: No space left on device$' "$tool" explain --html -o ../small/out.html "$bug"
    [[ $(cat ../small/out.html) == old && $(ls -A ../small) == out.html ]] || fail "a full disk: $(ls -lA ../small)"
fi
# limited COMMAND...: no file may have more than 1 KiB.
limited() { (ulimit -f 1 && exec "$@"); }
expect 2 '^ukeyfuzz: out.html: File too large$' limited "$tool" explain --html -o out.html "$bug"
[[ -z $(ls -A) ]] || fail "what is too large is left: $(ls -A)"
expect 2 'standard output cannot be written$' limited "$tool" explain --html "$bug"
expect 2 'nowhere/out.json: No such file' "$tool" explain --json -o nowhere/out.json "$bug"
[[ -z $(ls -A) ]] || fail "something is left: $(ls -A)"
