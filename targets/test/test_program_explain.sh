#!/usr/bin/env bash
# test_program_explain.sh UKEYFUZZ PROGRAMS: `explain` of a program's schedule as a page, as JSON and as a
# trace; choices of values in it.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

tool=$1 programs=$2
schemas=$here/explain/explain_schemas.py
cd "$work"

# $1: what it is called here, $2: the source, $3...: of `run`.
find_bug() {
    "$tool" cc -O1 -o "$1.uk" "$2" || fail "$2 cannot be built"
    "$tool" run -q --runs 5000 -o "$1.uks" "${@:3}" "$1.uk" >"$1.out" && fail "$1: nothing fails"
    true
}
# What JSON says of a schedule: $2 is an expression about `d`, `steps` and `names` of actors.
says() {
    expect 1 '' "$tool" explain --json "$1.uk" "$1.uks"
    /usr/bin/python3 -B "$schemas" json out program || fail "$1: $(cat out)"
    /usr/bin/python3 - "$2" <<'END' || fail "$1: not '$2': $(cat out)"
import json, sys
d = json.load(open("out"))
steps, names = d["steps"], {actor["number"]: actor["name"] for actor in d["actors"]}
assert eval(sys.argv[1])
END
}

find_bug race "$programs/data-race.c" --races first
find_bug order "$programs/lock-inversion.c"
find_bug freed "$programs/free-while-used.c"
# A file that is written is what is printed, however it is named.
expect 1 '' "$tool" explain --html race.uk race.uks
cp out page.html
"$tool" explain --html=a.html race.uk race.uks && fail "nothing fails"
"$tool" explain race.uk race.uks --html b.html && fail "nothing fails"
"$tool" explain --html -o c.html race.uk race.uks && fail "nothing fails"
for page in a b c; do
    cmp $page.html page.html || fail "$page.html differs"
done
grep -q '<!DOCTYPE html>' page.html && grep -q '"invariant":"RACE"' page.html || fail "no page"
expect_one_line_error 2 'nowhere/a.html: No such file or directory' "$tool" explain --html=nowhere/a.html race.uk race.uks
expect_one_line_error 2 'nowhere/a.json: No such file or directory' "$tool" explain --perfetto nowhere/a.json race.uk race.uks
expect_one_line_error 2 'does not go with' "$tool" explain --html --json race.uk race.uks
expect_one_line_error 2 'one too many' "$tool" explain race.uk race.uks b.html
cp order.uks kept
expect_one_line_error 2 'order.uks is a schedule as well' "$tool" explain race.uk --html race.uks order.uks
cmp order.uks kept || fail "a schedule was overwritten"

# Traces: a lane for each thread, locks held as slices, arrows.
for name in race order freed; do
    "$tool" explain --perfetto "$name.json" "$name.uk" "$name.uks" && fail "nothing fails"
    /usr/bin/python3 -B "$schemas" trace "$name.json" program || fail "$(cat "$name.json")"
done
grep -q '"name":"thread_name".*"name":"thread-2 (forwards)"' order.json || fail "$(cat order.json)"
grep -q '"ph":"B".*"name":"lock a"' order.json || fail "$(cat order.json)"

# Both sides of a race, of a use of freed memory, of a deadlock; locks by name; values; places.
says race '[e["what"] for e in d["evidence"]] == ["the second access", "the first access"]'
says race '{names[steps[e["step"]]["actor"]].split()[1] for e in d["evidence"]} == {"(add)"}'
says race 'all(steps[e["step"]]["name"] == "total" and "data-race.c" in e["where"] for e in d["evidence"])'
says freed '[e["what"] for e in d["evidence"]] == ["the use", "freed before"]'
says freed 'steps[d["evidence"][1]["step"]]["text"].startswith("frees ")'
says order '{o["name"] for o in d["objects"]} == {"a", "b"} and all("lock-inversion.c:" in o["origin"] for o in d["objects"])'
says order '[e["what"] for e in d["evidence"]].count("waits for ever") == 2 and steps[-1]["text"].startswith("FAILS: waits for ")'
says order 'steps[-1]["source"][0]["function"] == "with_both" and steps[-1]["source"][0]["file"].startswith("/")'
says race 'any(s["value"] == "0" and s["text"] == "reads total = 0" for s in steps)'

# A choice of a value is told as one, counted as one, and is as small as it can be.
cat >chooses.c <<'END'
#include <ukeyfuzz.h>
#include <pthread.h>
static int shared;
static void *add(void *unused)
{
    shared++;
    return unused;
}
UK_TEST(small)
{
    pthread_t thread;
    unsigned n = uk_choose(16), m = uk_choose(5);
    pthread_create(&thread, 0, add, 0);
    pthread_join(thread, 0);
    uk_check(shared == 1 && !(n >= 3 && n != 4 && m % 2));
}
UK_MAIN
END
for seed in 1 2 3; do
    find_bug chooses chooses.c --seed $seed
    grep -q '^0 preemptions and 2 choices (minimized' chooses.out || fail "$(cat chooses.out)"
    grep -q 'chooses 3 of 0 to 15 :12, chooses 1 of 0 to 4 :12' chooses.out || fail "$(cat chooses.out)"
    ! grep -q 'choice of' chooses.out || fail "its own threads are shown: $(cat chooses.out)"
done
grep -q '^preempt .*  # main chooses 3 of 0 to 15' chooses.uks || fail "$(cat chooses.uks)"
says chooses '[s["text"] for s in steps if s["decisive"]][:2] == ["chooses 3 of 0 to 15", "chooses 1 of 0 to 4"]'
says chooses 'sorted(names.values()) == ["main", "thread-2 (add)"]'
"$tool" explain --perfetto chooses.json chooses.uk chooses.uks && fail "nothing fails"
/usr/bin/python3 -B "$schemas" trace chooses.json program || fail "$(cat chooses.json)"
! grep -q 'choice of' chooses.json || fail "$(cat chooses.json)"

# A thread with a high number is one like the others.
cat >many.c <<'END'
#include <assert.h>
#include <pthread.h>
enum { THREADS = 60 };
static _Atomic int n;
static void *count(void *unused)
{
    assert(++n < THREADS);
    return unused;
}
int main(void)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], 0, count, 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], 0);
    }
}
END
find_bug many many.c
says many 'd["invariant"] == "ASSERT" and len(names) == 61 and names[61] == "thread-61 (count)"'
