#!/usr/bin/env bash
# test_program_bisect.sh UKEYFUZZ: `bisect` of a program's schedule, in a history of five commits that another
# makefile builds.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

tool=$1
PATH=$(dirname "$tool"):$PATH
export HOME=$work GIT_CONFIG_NOSYSTEM=1
mkdir "$work/history"
cd "$work/history"
git init -q
git config user.email test@example.org
git config user.name test

commit() {
    git add -A
    git commit -q -m "$1"
    git tag "$1"
}
printf 'account\n*.o\n' >.gitignore
cat >Makefile <<'END'
account: account.c
	$(CC) -O1 -o $@ account.c
END
cat >account.c <<'END'
#include <assert.h>
#include <pthread.h>
static int balance;
static volatile int n_payments;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void *pay(void *unused)
{
    pthread_mutex_lock(&lock);
    balance++;
    pthread_mutex_unlock(&lock);
    return unused;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, 0, pay, 0);
    pthread_create(&b, 0, pay, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    assert(balance == 2);
}
END
commit right
sed -i '/^    balance++/i\    n_payments++;' account.c
commit counts
# The culprit reads under the lock, and writes under it again.
sed -i 's/^    balance++;/    int old = balance;\n    pthread_mutex_unlock(\&lock);\n    pthread_mutex_lock(\&lock);\n    balance = old + 1;/' account.c
commit culprit
echo 'nonsense' >>account.c
commit unbuildable
# Every point of the payer moves, and all lines.
sed -i -e '/^nonsense/d' -e '1i // Payments.' -e 's/^    n_payments++;/    for (int i = 0; i < 7; i++) { n_payments++; }/' account.c
commit moved

build='make CC="ukeyfuzz cc"'
make CC="ukeyfuzz cc" >/dev/null || fail "it cannot be built"
ukeyfuzz run -q -o ../account.uks account >out && fail "nothing fails"
grep -q '^preempt .* after [0-9]* "[a-z].*" "pay" [0-9]*  # ' ../account.uks || fail "no anchor: $(cat ../account.uks)"

# $1: commit; $2: exit code; $3: what is said.
at() {
    git checkout -q "$1"
    expect "$2" "$3" ukeyfuzz bisect --build "$build" account ../account.uks
}
at right 0 '^../account.uks: clean: '
at counts 0 '^../account.uks: clean: '
at culprit 1 '^../account.uks: shows ASSERT assert balance == 2'
grep -q 'its preemptions have been moved to where they belong here' "$work/err" || fail "not moved: $(cat "$work/out" "$work/err")"
at unbuildable 125 "this checkout cannot be built: 'make .*' ends with 2; what it says is in .*bisect"
grep -q nonsense "$(sed 's/.* is in //' "$work/err")" || fail "the log does not say why"
rm "$(sed 's/.* is in //' "$work/err")"
at moved 1 '^../account.uks: shows ASSERT'

# A schedule without anchors, as they used to be, is looked for by other schedules; and another signature is another bug.
sed 's/ after .*//' ../account.uks >../old.uks
git checkout -q culprit
expect 1 '^../old.uks: shows ASSERT .* \(by another schedule, found after [0-9]+\)$' ukeyfuzz bisect --build "$build" account ../old.uks
expect 0 'clean' ukeyfuzz bisect --signature='ASSERT another' --build "$build" ../account.uks account

# The other commands find the places as well.
make CC="ukeyfuzz cc" >/dev/null
expect 1 'PREEMPTED by' ukeyfuzz explain account ../account.uks
expect 1 '^../account.uks: FAILED as it says, with other events' ukeyfuzz replay account ../account.uks

# What cannot be used, which git must not take for the bug.
expect_one_line_error 125 'expected ukeyfuzz bisect --build=.COMMAND. PROGRAM FILE.uks' ukeyfuzz bisect ../account.uks
expect_one_line_error 125 'missing: No such file' ukeyfuzz bisect missing ../account.uks
expect_one_line_error 125 'Makefile: was not built by ukeyfuzz cc' ukeyfuzz bisect --build true Makefile ../account.uks
expect_one_line_error 125 "'exit 3' ends with 3" ukeyfuzz bisect --build 'exit 3' account ../account.uks
rm -f "$(sed 's/.* is in //' "$work/err")"
sed 's/ after / before /' ../account.uks >../bad.uks
expect_one_line_error 125 "bad.uks:[0-9]*: expected 'after', found 'before'" ukeyfuzz bisect account ../bad.uks

# The command of the help, between the first and the last.
git bisect start moved right >/dev/null
git bisect run ukeyfuzz bisect --build "$build" account ../account.uks >../out 2>&1 || true
grep -q "^$(git rev-parse culprit) is the first bad commit" ../out || fail "git did not find the culprit: $(cat ../out)"
