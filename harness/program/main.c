/*
 * The main() of a program that `ukeyfuzz cc` has made. Started like any program it does what it
 * always did, under one schedule, always the same.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program/explore/fuzzed.h"
#include "program/explore/nested.h"
#include "program/world/ends.h"
#include "program/world/execute.h"
#include "program/request/request.h"
#include "runtime/fiber.h"
#include "runtime/strategy.h"

/* By which the tool knows what it may ask. */
const char ukeyfuzz_program_mark[] = "ukeyfuzz program, version 1";

enum { STACK_SIZE = 8 << 20 }; /* What the kernel gives a process by default. */

/* As libc would have it. */
static void end_violated(const struct runtime_outcome *outcome)
{
    fflush(stdout);
    if (!strcmp(outcome->invariant, "EXIT")) {
        exit(ends_exit_code());
    }
    fprintf(stderr, "%s: %s\n", outcome->invariant, outcome->message);
    signal(SIGABRT, SIG_DFL);
    abort();
}

static int run_alone(void)
{
    static struct strategy_replay rule;
    const struct program_options options = {.strategy = nested_strategy(&rule.strategy),
                                            .rules_off = (1U << RUNTIME_RULES) - 1};
    struct runtime_outcome outcome;

    strategy_replay_init(&rule, NULL, 0);
    program_execute(&options, &outcome);
    nested_end(&outcome);
    if (outcome.violated) {
        end_violated(&outcome);
    }
    return ends_exit_code();
}

int main(int argc, char **argv)
{
    fiber_stack_size = STACK_SIZE;
    if (argc > 1 && !strcmp(argv[1], REQUEST_WORD)) {
        return request_serve(argc, argv);
    }
    if (fuzzed_is_wanted()) {
        return fuzzed_serve(argc, argv);
    }
    program_prepare(argc, argv);
    return run_alone();
}
