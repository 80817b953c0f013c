/*
 * uk_run(): a test case that explores schedules itself. What the program has prepared is there in each of
 * them, and nothing of what they do is left.
 */
#include <assert.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <ukeyfuzz.h>

struct account {
    pthread_mutex_t lock;
    int balance, step;
};

static int n_bodies;

static void pay_in(unsigned number, void *account_)
{
    struct account *account = account_;

    for (int i = 0; i < 2; i++) {
        if (account->step > 1 || number) {
            pthread_mutex_lock(&account->lock);
        }
        account->balance += account->step;
        if (account->step > 1 || number) {
            pthread_mutex_unlock(&account->lock);
        }
    }
}

/* A step of 1 forgets the lock. */
static void two_pay_in(void *account_)
{
    struct account *account = account_;

    n_bodies++;
    assert(account->balance == 100 && n_bodies == 1);
    uk_threads(2, pay_in, account);
    uk_check(account->balance == 100 + 4 * account->step);
}

static void races(void *number_)
{
    uk_threads(2, pay_in, number_);
}

static void dies(void *unused)
{
    (void)unused;
    *(volatile int *)8 = 1;
}

static jmp_buf out;

static void leaves(void *unused)
{
    (void)unused;
    longjmp(out, 1);
}

/* As a framework does with an assertion that fails. */
static int leaves_by_longjmp(struct uk_failure *failure)
{
    if (setjmp(out)) {
        return 0;
    }
    return uk_run(&(struct uk_options){.runs = 2}, leaves, NULL, failure);
}

int main(void)
{
    struct account *good = calloc(1, sizeof *good), bad = {.balance = 100, .step = 1};
    struct uk_failure failure = {0}, again = {0};

    good->balance = 100;
    good->step = 2;
    assert(uk_run(&(struct uk_options){.runs = 60}, two_pay_in, good, NULL) == 0);
    assert(good->balance == 100 && n_bodies == 0);
    if (uk_run(NULL, two_pay_in, &bad, &failure) == 0) {
        return 0; /* Under `ukeyfuzz run` a body that goes well is no failure. */
    }
    assert(!strcmp(failure.tag, "ASSERT") && strstr(failure.message, "uk_check(account->balance"));
    assert(uk_run(&(struct uk_options){.first = failure.schedule, .runs = 1}, two_pay_in, &bad,
                  &again));
    assert(again.schedule == failure.schedule && !strcmp(again.message, failure.message));
    assert(uk_run(&(struct uk_options){.runs = 9}, races, &bad, &failure) == 1 &&
           !strcmp(failure.tag, "RACE"));
    assert(uk_run(NULL, dies, NULL, &failure) == 1 && !strcmp(failure.tag, "CRASH"));
    assert(leaves_by_longjmp(&failure) == 1 && strstr(failure.message, "left by longjmp"));
    assert(bad.balance == 100);
    printf("fine\n");
    return 0;
}
