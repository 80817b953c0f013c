/*
 * Programs on real threads (programs.h). With an argument, one that must be reported: "deadlock",
 * "race", "early" (memory that is freed under a reader).
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "threads/test/programs.h"
#include "threads/threads.h"
#include "test/check.h"

static void say(const struct runtime_outcome *outcome)
{
    fprintf(stderr, "violation %s: %s\n", outcome->invariant, outcome->message);
}

static void execute(void (*body)(void *), void *aux)
{
    const struct runtime_options options = {.start_time_ns = UINT64_C(1000000000)};
    struct runtime_outcome outcome;

    runtime_execute(&options, body, aux, &outcome);
    CHECK(!outcome.violated && !runtime_is_running());
}

/* A row: a program, on threads that are disturbed or not. */
struct program {
    void (*body)(void *);
    bool noise;
};

static void execute_thrice(const void *program_)
{
    const struct program *program = program_;

    threads_set_noise(program->noise);
    for (unsigned i = 0; i < 3; i++) {
        execute(program->body, NULL);
    }
}

/* Nothing is left over of the program before. */
static void one_after_the_other(void)
{
    static void (*const bodies[])(void *) = {queue,          hours,    barriers, grace_periods,
                                             slow_callbacks, holdouts, harness};

    for (unsigned i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        execute(bodies[i], NULL);
    }
}

/* Returns only if the mistake is not reported. */
static void make_mistake(const char *name)
{
    bool early = true;

    if (!strcmp(name, "deadlock")) {
        execute(deadlock, NULL);
    } else if (!strcmp(name, "race")) {
        execute(race, NULL);
    } else if (!strcmp(name, "early")) {
        threads_set_noise(true);
        for (;;) { /* Until a reader is caught. */
            execute(grace_periods, &early);
        }
    }
}

#define PROGRAM(BODY, NAME, NOISE) \
    CASE_OF(NAME, execute_thrice, (&(const struct program){BODY, NOISE}))
#define QUIET_AND_NOISY(BODY) PROGRAM(BODY, #BODY, false), PROGRAM(BODY, #BODY " with noise", true)

int main(int argc, char **argv)
{
    const struct test_case cases[] = {
        QUIET_AND_NOISY(queue),         QUIET_AND_NOISY(hours),          QUIET_AND_NOISY(barriers),
        QUIET_AND_NOISY(grace_periods), QUIET_AND_NOISY(slow_callbacks), QUIET_AND_NOISY(holdouts),
        QUIET_AND_NOISY(harness),       CASE(one_after_the_other),
    };

    threads_on_violation(say);
    if (argc > 1) {
        make_mistake(argv[1]);
        return 0;
    }
    return RUN_CASES(cases);
}
