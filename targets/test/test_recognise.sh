#!/usr/bin/env bash
# test_recognise.sh UKEYFUZZ BUILD SEEDS [FUZZER]: what is no scenario is refused by every command, and
# what a fuzzer has written is not. SEEDS is a folder of scenarios in binary form.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

tool=$1 build=$2 seeds=$3 fuzzer=${4:-}

# What is lying about, and what it is called in the refusal.
mkdir other
printf 'A readme.\n\nIt has lines.\n' >other/README
printf '{"a": [1, 2]}\n' >other/a.json
printf '<html><body>log in first</body></html>\n' >other/page
printf 'INFO: Seed: 1\n\033[31mred\033[0m\n' >other/log
head -c 5000 "$tool" >other/elf
printf '\x89PNG\r\n\x1a\n\0\0\0\rIHDR' >other/image
tar -cf other/archive -C other README
gzip -c other/README >other/archive.gz
printf '' >other/empty
printf '\xef\xbb\xbfukeyfuzz scenario 1\nend\n' >other/marked
printf 'ukeyfuzz scenario 1\nend\n' >text
iconv -f ASCII -t UTF-16 text >other/utf16
iconv -f ASCII -t UTF-16LE text >other/utf16.scenario
printf 'ukeyfuzz-schedule 1\nprogram a.uk\n' >other/found.uks
head -c 4096 /dev/zero >other/zeros
for ((i = 0; i < 1000; i++)); do printf '%b' "\\x$(printf %02x $((i * 73 % 251)))"; done >other/noise
declare -A what=([README]='text' [a.json]='text, perhaps JSON' [page]='text, perhaps HTML or XML' [log]='text'
    [elf]='a program or library \(ELF\)' [image]='a PNG image' [archive]='an archive \(tar\)'
    [archive.gz]='something compressed \(gzip\)' [empty]='an empty file'
    [marked]='text with a byte-order mark' [utf16]='text in UTF-16 or UTF-32'
    [utf16.scenario]='text in UTF-16 or UTF-32' [zeros]='binary data of another sort'
    [noise]='binary data of another sort'
    [found.uks]='a schedule, which goes with the program that ukeyfuzz cc has built')
((${#what[@]} == $(find other -type f | wc -l))) || fail "a file without a name"
for file in "${!what[@]}"; do
    for command in replay show minimize explain 'triage --signature' 'compile -o out.bin'; do
        # shellcheck disable=SC2086 # Several words.
        expect_one_line_error 2 "^ukeyfuzz: other/$file: not a scenario, but ${what[$file]}; .*--raw takes its bytes for one$" \
            "$tool" $command "other/$file"
    done
    expect 2 "not a scenario, but ${what[$file]}; " "$tool" reach "other/$file"
    expect 125 "not a scenario, but ${what[$file]}; |this tool|is a schedule: expected " "$tool" bisect --signature "other/$file"
    # As bytes they are what they always were.
    expect 0 'clean' "$tool" replay --no-log --raw "other/$file"
    expect 0 '^ukeyfuzz scenario' "$tool" show --bare --raw "other/$file"
    expect 0 '' "$tool" compile --raw -o out.bin "other/$file"
    expect 0 'clean' "$tool" replay --no-log out.bin
    rm out.bin
    # A name that anybody may give does not make it a scenario.
    cp "other/$file" crash-1
    # Bytes that mean nothing may be what a fuzzer has found; a text that somebody has written is not.
    case $file in
    zeros | noise) expect 0 clean "$tool" replay --no-log crash-1 ;;
    *) expect_one_line_error 2 'not a scenario, but' "$tool" replay crash-1 ;;
    esac
done
for name in crash-notes.md leak-1.txt "$build-crash-info"; do
    echo 'Seen on Monday.' >"$name"
    expect_one_line_error 2 "$name: not a scenario, but text; " "$tool" replay "$name"
done
# Short texts without an end of a line may be, and others where a fuzzer's own name says so.
printf 'Seen' >crash-1
expect 0 clean "$tool" replay --no-log crash-1
echo Seen >bytes
for name in clusterfuzz-testcase-5718711778410496 id:000001,sig:06 "crash-$(sha1sum <bytes | cut -d ' ' -f 1)"; do
    cp bytes "$name"
    expect 0 clean "$tool" replay --no-log "$name"
    rm "$name"
done
for i in {1..9}; do cat other/README; done >crash-1
expect_one_line_error 2 'not a scenario, but text' "$tool" replay crash-1
cp crash-1 "$build-crash-0123456789abcdef0123456789abcdef01234567"
expect_one_line_error 2 'not a scenario, but text' "$tool" replay "$build-crash-0123456789abcdef0123456789abcdef01234567"
cp other/page clusterfuzz-testcase-minimized-fuzz_interleave-5718711778410496
sed -i 's/first/with your account before you download/' clusterfuzz-testcase-*
expect_one_line_error 2 'perhaps HTML' "$tool" replay clusterfuzz-testcase-*
expect_one_line_error 2 'other: not a regular file' "$tool" replay other
expect_one_line_error 2 'other: not a regular file' "$tool" replay --raw other

# A program of `ukeyfuzz cc` is run for its schedule, and never because it lies where crash files do.
# Nor is this tool one, though it knows what such a program is called.
{ printf '\177ELF' && printf 'ukeyfuzz program, version 1'; } >program
chmod +x program
cp program crash-1
for command in replay minimize explain; do
    expect_one_line_error 2 "$command: program is a program, and no schedule of it is given; expected " "$tool" $command program
    expect_one_line_error 2 "crash-1 is a program, and no schedule" "$tool" $command other/README crash-1
    expect_one_line_error 2 'Exec format error' "$tool" $command program other/found.uks
    expect_one_line_error 2 'longer than 262144 bytes' "$tool" $command "$tool"
done
for command in 'triage --signature' show 'compile -o out.bin'; do
    # shellcheck disable=SC2086 # Several words.
    expect_one_line_error 2 'program: not a scenario, but a program or library' "$tool" $command program
done

# The empty input is a finding like any other, by its name.
cp other/empty "$build-crash-da39a3ee5e6b4b0d3255bfef95601890afd80709"
expect 0 clean "$tool" replay --no-log "$build-crash-da39a3ee5e6b4b0d3255bfef95601890afd80709"
cp other/empty "$build-crash-0a39a3ee5e6b4b0d3255bfef95601890afd80709"
expect_one_line_error 2 'an empty file' "$tool" replay "$build-crash-0a39a3ee5e6b4b0d3255bfef95601890afd80709"

# Plain bytes under the names that fuzzers give, in a folder and outside.
mkdir names
head -c 40 other/noise >bytes
hash=$(sha1sum <bytes | cut -d ' ' -f 1)
for name in "$hash" "crash-$hash" crash-1 timeout-1 oom-1 leak-1 slow-unit-1 "$build-timeout-$hash" \
    "minimized-from-$hash" clusterfuzz-testcase-5718711778410496 id:000001,sig:06,src:000002 \
    clusterfuzz-testcase-minimized-fuzz_interleave-5718711778410496; do
    cp bytes "names/$name"
    expect 0 'clean' "$tool" replay --no-log "names/$name"
    (cd names && expect 0 'clean' "$tool" replay --no-log "$name")
done

# Its name says when a unit is not what the fuzzer wrote: cut short, say, which may replay clean. A name
# of another sort says nothing, and what our tools append is not part of the unit.
unit=$(sha1sum <bytes | cut -d ' ' -f 1)
mkdir units
for name in "$unit" "crash-$unit" "$build-oom-$unit"; do
    cp bytes "units/$name"
    expect 0 clean "$tool" replay --no-log "units/$name"
    [[ ! -s err ]] || fail "$name: $(cat err)"
    head -c 39 bytes >"units/$name"
    expect 2 "units/$name: damaged; that it shows nothing means nothing" "$tool" replay --no-log "units/$name"
    grep -qx "ukeyfuzz: units/$name: not what the fuzzer wrote: .*" err || fail "$name: $(cat err)"
    expect 2 '"verdict":"damaged"' "$tool" replay --json "units/$name"
done
expect 2 '^not used: 3 files' "$tool" triage units
expect 0 clean "$tool" replay --raw --no-log "units/$unit"
for name in "minimized-from-$unit" "$unit.min" crash-1; do
    head -c 39 bytes >"units/$name"
    expect 0 clean "$tool" replay --no-log "units/$name"
    [[ ! -s err ]] || fail "$name: $(cat err)"
done
printf 'ukeyfuzz scenario 1\nmain: revalidate\nend\n' >text
printf 'ukeyfuzz scenario 1\norigin target=fuzz_interleave\nmain: revalidate\nend\n' >text2
"$tool" compile -o unit.bin text
"$tool" compile -o with.bin text2
cmp -s -n "$(wc -c <unit.bin)" unit.bin with.bin && ! cmp -s unit.bin with.bin || fail "a trailer is not appended"
mv with.bin "units/crash-$(sha1sum <unit.bin | cut -d ' ' -f 1)"
expect 0 clean "$tool" replay --no-log units/crash-"$(sha1sum <unit.bin | cut -d ' ' -f 1)"
[[ ! -s err ]] || fail "with a trailer: $(cat err)"

# So does its end: the trailer, anchors or the scenario cut short, and other bytes behind the trailer.
cut() { head -c "$2" "$1" >cut.bin && cp cut.bin crash-cut; }
unchanged=$(wc -c <unit.bin)
"$tool" compile -o with.bin text2
for n in -1 -20 $((unchanged + 3 - $(wc -c <with.bin))); do
    cut with.bin "$n"
    for file in cut.bin crash-cut; do
        expect 2 "^$file: damaged" "$tool" replay --no-log "$file"
        grep -qx "ukeyfuzz: $file: does not end as it was written: .*" err || fail "$n: $(cat err)"
    done
done
cut unit.bin -2
expect 2 '^ukeyfuzz: crash-cut: holds less than its header counts: ' "$tool" replay --no-log crash-cut
expect_one_line_error 2 'binary data of another sort' "$tool" replay cut.bin
cp cut.bin clusterfuzz-testcase-minimized-fuzz_interleave-5 # Others make files smaller so.
expect 0 clean "$tool" replay --no-log clusterfuzz-testcase-minimized-fuzz_interleave-5
{ cat with.bin && echo rubbish; } >more.bin
expect 2 '^more.bin: damaged' "$tool" replay --no-log more.bin
expect 2 '^not used: 1 file: one/more.bin' eval 'mkdir one && cp more.bin one && "$tool" triage one'
{ cat unit.bin && echo rubbish; } >more.bin
expect 0 '^ukeyfuzz: more.bin: other bytes follow the scenario, and mean nothing' "$tool" replay --no-log more.bin

# CRLF at the ends of lines.
for file in text names/text.scenario; do
    printf 'ukeyfuzz scenario 1\r\n# a comment\r\nmain: revalidate\r\nend\r\n' >"$file"
    expect 0 clean "$tool" replay --no-log "$file"
done

# triage uses what it can, and says what it could not, and what it skips: nobody takes a README for a
# crash, but an empty file may be what is left of one.
mkdir crashes
cp bytes crashes/crash-1
cp other/{README,image,empty} crashes/
expect 2 '^not used: 1 file: crashes/empty$' "$tool" triage crashes
grep -q '^clean: 1 file$' out || fail "triage: $(cat out)"
grep -q 'crashes: skips 2 files that are no scenarios: README, \.\.\.$' err || fail "triage: $(cat err)"
expect 2 '"clean":1,"not_shown":0,"unusable":1,"skipped":2,"groups":\[\]' "$tool" triage --json crashes
expect 0 '^clean: 4 files$' "$tool" triage --raw crashes

# Names that speak of a target: fuzz_sequence's are not for the tool, and fine points need a fine build.
for name in clusterfuzz-testcase-minimized-fuzz_sequence-57 clusterfuzz-testcase-fuzz_stress-57 \
    clusterfuzz-testcase-minimized-fuzz_nothing-571 clusterfuzz-testcase-fuzz_interleave_tsan-12 \
    oom-fuzz_scenario-1 "$build-sequence-crash-1" "Copy of oom-fuzz_scenario-1" \
    "Copy of clusterfuzz-testcase-fuzz_stress-57" "Copy of Copy of $build-sequence-crash-1"; do
    cp bytes "$name"
    if [[ $name == *sequence* ]]; then
        continue # Which is executed as fuzz_sequence does.
    fi
    for command in show replay; do
        expect_one_line_error 2 "$name: is for fuzz_[a-z_]+, where it does something else" \
            "$tool" "$command" "$name"
    done
done
# A file manager's copy is for the same target.
for name in "" "Copy of Copy of "; do
    "$tool" replay --no-log "$name$build-sequence-crash-1" | sed "s/^[^:]*: //" >"as$name"
done
cmp as "asCopy of Copy of " || fail "a copy is executed differently: $(cat as*)"
# What a file says of itself counts more than its name.
printf 'ukeyfuzz scenario 1\norigin target=fuzz_interleave\nend\n' >text
"$tool" compile -o "$build-sequence-crash-1" text
expect 0 clean "$tool" replay --no-log "$build-sequence-crash-1"
printf 'ukeyfuzz scenario 1\norigin target=fuzz_sequence\nend\n' >text
for form in --json --html '--perfetto out'; do
    # shellcheck disable=SC2086
    expect_one_line_error 2 'text: is for fuzz_sequence, which has no interleaving to draw; expected no --[a-z]+ \(its verdict as JSON: ukeyfuzz replay --json\)$' \
        "$tool" explain $form text
done
# Its name alone says it, and the text form too, there and back.
"$tool" show clusterfuzz-testcase-minimized-fuzz_sequence-57 >shown
grep -q '^origin target=fuzz_sequence$' shown || fail "the target is lost: $(cat shown)"
"$tool" compile -o again shown
"$tool" show again | cmp - shown || fail "the text of a sequence is another after a round trip"
# Replay executes those as fuzz_sequence does, one operation after the other.
expect 0 '^text: clean' "$tool" replay --no-log text
expect_one_line_error 2 'text: is for fuzz_sequence, which has no interleavings; expected no --record' \
    "$tool" replay --record out.bin text
sed -i '2a shows "SEQUENCE/credits-differ in round"' text
expect 4 '^text: not shown here, though it was at an unknown commit$' "$tool" replay --no-log text
grep -q '^  made with an unknown build at an unknown commit; this is .*, perhaps another cache$' out ||
    fail "it says more than is known of where the file was made: $(cat out)"
expect 4 '"verdict":"not shown".*"made":.*"target":"fuzz_sequence".*"here":.*"target":"fuzz_sequence"' "$tool" replay --json text
mkdir -p alone/"$build"/targets
cp "$tool" alone/"$build"/targets/ukeyfuzz
printf '#!/bin/sh\necho "there: $*"\nexit 1\n' >alone/"$build"/targets/ukeyfuzz_fine
chmod +x alone/"$build"/targets/ukeyfuzz_fine
alone=alone/$build/targets/ukeyfuzz
if [[ $build =~ ^(plain|asan|tsan)$ ]]; then
    for name in clusterfuzz-testcase-minimized-fuzz_interleave_fine-5718711778410496 \
        names/oom-fuzz_interleave_fine-1 "$build-fine-crash-1"; do
        cp bytes "$name"
        expect 1 "^there: replay --build $build-fine -- $name\$" "$alone" replay "$name"
    done
    printf 'ukeyfuzz scenario 1\norigin target=fuzz_interleave_fine\nend\n' >text
    expect 1 "^there: replay --build $build-fine" "$alone" replay text
fi

# All that our tools and mutators write is recognised by what it holds.
for file in "$seeds"/*.bin; do
    cp "$file" x
    expect 0 clean "$tool" replay --no-log x
    head -c 3 other/noise >>x # As what is left of a trailer that was cut off.
    expect 0 clean "$tool" replay --no-log x
done
[[ -n $fuzzer ]] || exit 0
# A fuzz target reads bytes: the text form of a scenario would be another one to it.
printf 'ukeyfuzz scenario 1\nmain: revalidate\nend\n' >text
expect 2 '^fuzz_interleave: text: a scenario in its text form; expected the binary form: ' "$fuzzer" -runs=1 text
[[ $(wc -l <err) == 1 ]] || fail "the refusal is longer: $(cat err)"
"$tool" compile -o text.bin text
expect 0 'Executed text.bin' "$fuzzer" text.bin
mkdir corpus renamed
"$fuzzer" -seed=1 -runs=4000 -artifact_prefix=grown- corpus >log 2>&1 || fail "the fuzzer: $(tail -n 5 log)"
"$fuzzer" -seed=2 -runs=4000 -artifact_prefix=grown- corpus "$seeds" >log 2>&1 || fail "the fuzzer: $(tail -n 5 log)"
n=0
for file in corpus/*; do
    n=$((n + 1))
    cp "$file" "renamed/x$n"
done
((n > 100)) || fail "only $n units"
"$tool" replay --json corpus/* 2>err | sed -E 's/"file":"[^"]*"//' | sort >own || fail "under their own names: $(cat err)"
"$tool" replay --json renamed/* 2>err | sed -E 's/"file":"[^"]*"//' | sort >x || fail "renamed: $(cat err)"
cmp own x || fail "another name, another execution"
