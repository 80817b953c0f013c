#!/usr/bin/env bash
# test_tool.sh UKEYFUZZ MAKE_SEEDS BUILD: what the command line tool says and returns.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

tool=$1 make_seeds=$2 build=$3

mkdir texts seeds
"$make_seeds" texts
"$tool" compile -o seeds texts/*.scenario
printf '' >empty.scenario
printf 'ukeyfuzz scenario 1\nend\n' >nothing.scenario
"$tool" compile -o nothing.bin nothing.scenario
head -c 300000 /dev/zero >long.bin
mkdir directory

# Help and version.
expect 0 'usage: ukeyfuzz .*COMMAND' "$tool" --help
expect 0 "$build build" "$tool" --version
expect 0 'usage: ukeyfuzz replay' "$tool" replay --help
expect 0 'usage: ukeyfuzz show' "$tool" show --help
expect_one_line_error 2 'no command' "$tool"
expect_one_line_error 2 "unknown command 'frobnicate'; try" "$tool" frobnicate

# What is near to a word that is known was probably meant, and only that.
expect_one_line_error 2 "'relpay'; did you mean 'replay'" "$tool" relpay nothing.bin
expect_one_line_error 2 "'min'; did you mean 'minimize'" "$tool" min nothing.bin
expect_one_line_error 2 "'--qiet'; did you mean '--quiet'" "$tool" replay --qiet nothing.bin
expect_one_line_error 2 "'--ouptut=x'; did you mean '--output'" "$tool" compile --ouptut=x nothing.bin
expect_one_line_error 2 "'--known-folder'; did you mean '--known'" "$tool" triage --known-folder x
expect_one_line_error 2 "'--dictionnary'; did you mean '--dictionary'" "$tool" format --dictionnary
expect_one_line_error 2 "'--xyzzy'; try" "$tool" replay --xyzzy nothing.bin
expect_one_line_error 2 "'assan'; did you mean 'asan'" "$tool" replay --build assan nothing.bin
expect_one_line_error 2 "'tsan_fine'; did you mean 'tsan-fine'" "$tool" minimize --build tsan_fine nothing.bin
expect_one_line_error 2 "'moon'" "$tool" explain --build moon nothing.bin
! grep -q 'did you mean' err || fail "a word that is near to nothing: $(cat err)"
if [[ -x $(dirname "$tool")/ukeyfuzz_stress ]]; then
    expect_one_line_error 2 "'--flow'; did you mean '--flows'" "$tool" stress --flow 3
    expect_one_line_error 2 "'dump-omitt'.*; did you mean 'dump-omit'" "$tool" stress --faults dump-omitt
fi

# help: a command's, a tag's, all of them.
expect 0 '^  minimize ' "$tool" help
expect 0 '^  ONCE ' "$tool" help
for command in replay stress; do
    cmp <("$tool" help $command) <("$tool" $command --help) || fail "help $command is not $command --help"
done
expect 0 '^ONCE: .*exactly once' "$tool" help once
expect_one_line_error 2 "'ONEC'; did you mean 'ONCE'" "$tool" help ONEC
expect_one_line_error 2 "'shwo'; did you mean 'show'" "$tool" help shwo
expect_one_line_error 2 'one topic' "$tool" help ONCE LOCK
mapfile -t tags < <("$tool" help | sed -nE 's/^  ([A-Z]+)  .*/\1/p')
((${#tags[@]} >= 20)) || fail "only ${#tags[@]} tags: ${tags[*]}"
specification=$here/../../docs/specification.md
for tag in "${tags[@]}"; do
    expect 0 "^$tag: " "$tool" help "$tag"
    (($(wc -l <out) >= 4)) || fail "help $tag says little: $(cat out)"
    grep -q "^$tag: " < <("$tool" help tags) || fail "help tags leaves out $tag"
    grep -q "^### $tag\$" "$specification" || fail "docs/specification.md has no heading $tag"
done

# Every command explains itself, and refuses what it does not know, or cannot read or write.
mapfile -t commands < <("$tool" --help | sed -nE 's/^  ([a-z]+)  .*/\1/p')
((${#commands[@]} >= 7)) || fail "only ${#commands[@]} commands: ${commands[*]}"
for command in "${commands[@]}"; do
    unusable=2
    [[ $command != bisect ]] || unusable=125 # git takes any other code for the bug.
    expect 0 "^usage: ukeyfuzz $command" "$tool" "$command" --help
    expect 0 '^Exit code: ' "$tool" "$command" -h
    [[ ! -s err ]] || fail "$command --help complains: $(cat err)"
    [[ $command != cc ]] || continue # Its options are a compiler's.
    expect_one_line_error "$unusable" "'--frob'" "$tool" "$command" --frob nothing.bin
    [[ $command != format && $command != stress && $command != help ]] || continue # These need no file.
    expect_one_line_error "$unusable" 'no file|-o is missing' "$tool" "$command"
    [[ $command != compile ]] || continue
    expect_one_line_error "$unusable" 'missing.bin: No such file' "$tool" "$command" missing.bin
done
# What is no file stays what it is: /dev/null never becomes a scenario.
mkfifo pipe
timeout 20 cat pipe >through &
expect 0 '' "$tool" compile -o pipe texts/quiet.scenario
wait $!
[[ -p pipe ]] || fail 'compile has put a file in the place of a pipe'
cmp through seeds/quiet.bin
ln -s /dev/full full
expect_one_line_error 2 'full: No space left on device' "$tool" compile -o full texts/quiet.scenario
[[ -c full ]] || fail 'compile has put a file in the place of a device'

for arguments in --help --version 'show seeds/quiet.bin' 'replay seeds/quiet.bin' 'replay --json seeds/quiet.bin' format 'show --help'; do
    for output in /dev/full '&-'; do
        # shellcheck disable=SC2086
        expect 2 'standard output cannot be written' bash -c "\"\$@\" >$output" - "$tool" $arguments
    done
done

# What cannot be used is named.
expect_one_line_error 2 'no file' "$tool" replay
expect_one_line_error 2 'missing.bin: No such file' "$tool" replay missing.bin
expect_one_line_error 2 'directory: not a regular file' "$tool" replay directory
expect_one_line_error 2 'long.bin: longer than' "$tool" replay long.bin
expect_one_line_error 2 "unknown option '--frob'" "$tool" replay --frob nothing.bin
expect_one_line_error 2 "'x' is not a whole number from 1 to" "$tool" replay --check-determinism x nothing.bin
expect_one_line_error 2 "'0' is not a whole number" "$tool" replay --check-determinism 0 nothing.bin
expect_one_line_error 2 'wants a value' "$tool" replay --record
expect_one_line_error 2 "no build called 'frob'" "$tool" replay --build frob nothing.bin
expect_one_line_error 2 'missing.bin: No such file' "$tool" show missing.bin
expect_one_line_error 2 "unknown option '--frob'" "$tool" show --frob
expect_one_line_error 2 'no file' "$tool" show --bare
expect_one_line_error 2 '^ukeyfuzz: --bare: No such file' "$tool" show -- --bare
# Points mean something else where there is one at every load and store.
printf 'ukeyfuzz scenario 1\npreempt main at 5 to handler-0\nend\n' >plain-fine-crash-0
expect 0 '^preempt main at 5 to handler-0$' "$tool" show plain-fine-crash-0
cp plain-fine-crash-0 never.txt
sed -i 's/at 5/at 60000/' never.txt
expect 0 'at 60000 to handler-0  # does not take place$' "$tool" show never.txt

# Which preemptions do not take place is said, by each command that executes them.
printf 'ukeyfuzz scenario 1\nmain: packet flow=0 hint=0 count=1\npreempt main at 31 to revalidator-0\n' >missed.txt
printf 'preempt handler-0 at 60000 to main\nend\n' >>missed.txt
expect 0 '1 of 2 preemptions did not take place: handler-0 at 60000 to main$' "$tool" replay --no-log missed.txt
expect 0 '"given":2,"missed":\[\{"preemption":2,"actor":"handler-0","point":60000,"target":"main"\}\]' \
    "$tool" replay --json missed.txt
expect 0 'missed.txt: 1 of 2 preemptions did not take place' "$tool" explain missed.txt
expect 0 '"given":2,"missed":\[\{"actor":3,"point":60000,"target":0\}\]' "$tool" explain --json missed.txt
expect 1 'missed.txt: 1 of 2 preemptions did not take place' "$tool" minimize missed.txt

# A clean file, with and without its log.
expect 0 'clean' "$tool" replay nothing.bin
grep -q 'event log$' out || fail "no event log"
grep -qE '^ +[0-9]+ +main +[0-9]+ ' out || fail "no events of main's"
expect 0 'clean' "$tool" replay --no-log nothing.bin
(($(wc -l <out) == 2)) || fail "more than two lines without a log: $(cat out)"
expect 0 '' "$tool" replay --quiet seeds/quiet.bin
[[ ! -s out ]] || fail "--quiet is not quiet about what is clean"
expect 0 '"verdict":"clean"' "$tool" replay --json seeds/*.bin
(($(wc -l <out) == $(find seeds -type f | wc -l))) || fail "not one JSON line per file"
if grep -q $'\e' out; then fail "colours where there is no terminal"; fi

# An unusable file does not hide the others.
expect 2 'quiet.bin: clean' "$tool" replay --no-log missing.bin seeds/quiet.bin

# Determinism, and the recording of an interleaving.
expect 0 'the same in 20 runs' "$tool" replay --check-determinism 20 seeds/recently-deleted.bin
hash_of() { "$tool" replay --json "$1" | grep -oE '"hash":"[0-9a-f]+"'; }
expect 0 'clean' "$tool" replay --no-log --record recorded.bin seeds/recently-deleted.bin
[[ $(hash_of recorded.bin) == $(hash_of seeds/recently-deleted.bin) ]] ||
    fail "the recorded scenario does something else"
expect 0 "^preempt [a-z_0-9-]+ at [0-9]+ after ([0-9]+[a-z]+ [a-z-]+|start).* to [a-z_0-9-]+  # (after '.*'.*|at the beginning), (before '|and )" "$tool" show recorded.bin
expect 0 '^preempt [a-z_0-9-]+ at [0-9]+ to [a-z_0-9-]+$' "$tool" show --bare recorded.bin
! grep -q '#' out || fail "show --bare has comments: $(cat out)"
expect 0 'main: change-rules flow=0 rule=' "$tool" show seeds/recently-deleted.bin

# Both forms, both ways; what is wrong in a text is named by line and column.
for file in seeds/*.bin; do
    "$tool" show "$file" >text
    expect 0 '' "$tool" compile -o again.bin text
    cmp -s "$file" again.bin || fail "$file does not come back from its text form"
done
"$tool" replay --json recorded.bin >binary.json || true
"$tool" show recorded.bin >recorded.txt
"$tool" replay --json recorded.txt >text.json || true
[[ $(sed "s/^[^,]*,//" binary.json) == "$(sed "s/^[^,]*,//" text.json)" ]] || fail "a text is executed otherwise"
expect 0 '' "$tool" compile -o again.scenario recorded.bin
"$tool" show --bare recorded.bin | cmp -s - again.scenario || fail "a name that ends in .scenario does not ask for the text form"
mkdir compiled
expect 0 '' "$tool" compile -o compiled seeds/quiet.bin recorded.txt
[[ -s compiled/quiet.bin && -s compiled/recorded.bin ]] || fail "compile did not fill the folder"
expect 0 'change-rules flow=' "$tool" format
printf 'ukeyfuzz scenario 1\nhandlers 9\nend\n' >wrong.txt
printf 'ukeyfuzz scenario 7\nend\n' >newer.txt
head -c 60 recorded.txt >cut.txt
expect_one_line_error 2 'wrong.txt:2:10: handlers is a number from 1 to 4' "$tool" compile -o out.bin wrong.txt
[[ ! -e out.bin && ! -e out.bin.new ]] || fail "a wrong text was compiled"
expect_one_line_error 2 'newer.txt:1:19: version 7 of the form is newer' "$tool" replay newer.txt
expect_one_line_error 2 'cut.txt:[0-9]+:[0-9]+: ' "$tool" show cut.txt
expect_one_line_error 2 '-o is missing' "$tool" compile recorded.txt
expect_one_line_error 2 'no file' "$tool" compile -o out.bin
expect_one_line_error 2 'wants a value' "$tool" compile -o
expect_one_line_error 2 "unknown option '--frob'; try ukeyfuzz compile --help" "$tool" compile --frob
expect_one_line_error 2 'a folder that exists' "$tool" compile -o missing recorded.txt recorded.bin
expect_one_line_error 2 "unknown argument 'frob'" "$tool" format frob
expect_one_line_error 2 "unknown argument 'frob'" "$tool" format --dictionary frob

# The dictionary has every word that a seed begins a line with, and each of its entries is one that
# fuzzers read: printable characters in quotes, escapes, at most 128 bytes.
expect 0 '^"ukeyfuzz scenario 2' "$tool" format --dictionary
if grep -vE '^(#.*|"([][ !#-Z^-~]|\\x[0-9a-f]{2}){1,100}")$' out; then fail "an entry that fuzzers do not read"; fi
while read -r word; do
    grep -qF -- "\"\x0a$word " out || grep -qF -- "\"\x0amain: $word " out ||
        grep -qF -- "\"\x0amain: $word\"" out || fail "the dictionary has no '$word'"
done < <(cat texts/*.scenario | sed -E '/^(ukeyfuzz|#|end)/d; s/^(main|packet-[0-9]+): //; s/ .*//' | sort -u)
expect 2 'No such file' "$tool" replay --no-log --record nowhere/out.bin seeds/quiet.bin

# A text that is cut off, wherever, or damaged, in whichever line: the place is named.
printf 'ukeyfuzz scenario 1 fuzz_interleave # of ours\nflows 2\nmain: packet flow=1\npreempt main at 3 to handler-0\nend\n' >whole.txt
expect 0 'clean' "$tool" replay --no-log whole.txt
for ((i = 8; i < $(wc -c <whole.txt) - 1; i++)); do
    head -c "$i" whole.txt >cut.txt
    expect_one_line_error 2 '^ukeyfuzz: cut.txt:[1-6]:[0-9]+: .*(expected|cut off|must|is a|there is)' "$tool" show cut.txt
done
for ((i = 1; i <= 5; i++)); do
    sed "${i}s/^./?/" whole.txt >damaged.txt
    # Without the first word it is no text of ours.
    ((i == 1)) || expect_one_line_error 2 "^ukeyfuzz: damaged.txt:$i:1: (expected|operations are of) .*'\\?" "$tool" replay damaged.txt
    # Unless its name says that it is one.
    cp damaged.txt damaged.scenario
    expect_one_line_error 2 "^ukeyfuzz: damaged.scenario:$i:1: (expected|operations are of) .*'\\?" "$tool" explain damaged.scenario
done

expect_one_line_error 2 'empty.scenario:1:1: expected' "$tool" show empty.scenario

# A file of another target, by its header or by its name.
printf 'ukeyfuzz scenario 1 fuzz_sequence\nend\n' >sequence.txt
printf 'ukeyfuzz something 1\nend\n' >something.txt
cp nothing.bin "$build-sequence-crash-0"
cp nothing.bin "$build-scenario-crash-0"
cp nothing.bin "$build-stress-crash-0"
cp nothing.bin "$build-threads-crash-0"
for command in replay show minimize explain reach 'compile -o out.bin'; do
    # shellcheck disable=SC2086
    for file in sequence.txt something.txt "$build"-{sequence,scenario,stress,threads}-crash-0; do
        if [[ $command != reach && $file == "$build-sequence-crash-0" ]]; then
            continue # Which is executed as fuzz_sequence does.
        fi
        expect 2 "$file(:1:21: for 'fuzz_sequence'|:1:10: expected 'scenario'|: is for [a-z]+_[a-z]+, ).*expected|:1:10: expected" \
            "$tool" $command "$file"
        (($(wc -l <err) == 1)) || fail "$command $file: not one line: $(cat err)"
    done
done

# A file that belongs to a build which is not there. (The tool alone in a folder has no siblings.)
mkdir -p alone/"$build"/targets
cp "$tool" alone/"$build"/targets/ukeyfuzz
touch alone/"$build"/CMakeCache.txt
other=tsan
[[ $build != tsan ]] || other=asan
cp nothing.bin "$other-crash-0"
expect_one_line_error 2 "belongs to the $other build, which is not there; make it with" \
    "alone/$build/targets/ukeyfuzz" replay "$other-crash-0"
expect 0 'clean' "alone/$build/targets/ukeyfuzz" replay --build "$build" "$other-crash-0"
# ... and in one that is.
mkdir -p alone/"$other"/targets
printf '#!/bin/sh\necho "there: $*"\nexit 1\n' >alone/"$other"/targets/ukeyfuzz
chmod +x alone/"$other"/targets/ukeyfuzz
expect 1 "there: replay --build $other -- $other-crash-0" \
    "alone/$build/targets/ukeyfuzz" replay "$other-crash-0"

# minimize: what cannot be used is named, and nothing is written.
expect 0 'usage: ukeyfuzz minimize' "$tool" minimize --help
expect_one_line_error 2 'no file' "$tool" minimize
expect_one_line_error 2 'one file at a time' "$tool" minimize nothing.bin nothing.bin
expect_one_line_error 2 'missing.bin: No such file' "$tool" minimize missing.bin
expect_one_line_error 2 "unknown option '--frob'" "$tool" minimize --frob nothing.bin
expect_one_line_error 2 "'0' is not a whole number" "$tool" minimize --executions 0 nothing.bin
expect_one_line_error 2 '-o wants a value' "$tool" minimize -o
expect_one_line_error 2 "no build called 'frob'" "$tool" minimize --build frob nothing.bin
expect_one_line_error 2 'is the file itself' "$tool" minimize -o ./nothing.bin nothing.bin
expect 1 'violates nothing' "$tool" minimize nothing.bin
[[ ! -e nothing.bin.min ]] || fail "something was written for a clean scenario"
expect_one_line_error 2 "belongs to the coverage build, which is not there; make it with" \
    "alone/$build/targets/ukeyfuzz" minimize --build coverage nothing.bin
expect 1 "there: minimize --build $other --json -- $other-crash-0" \
    "alone/$build/targets/ukeyfuzz" minimize --json "$other-crash-0"
