#include "program/world/execute.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/single_threaded.h>
#include <unistd.h>

#include "program/kernel/calls.h"
#include "program/world/cxx.h"
#include "program/kernel/descriptors.h"
#include "program/world/ends.h"
#include "program/world/globals.h"
#include "program/world/heap.h"
#include "program/world/libc_state.h"
#include "program/signals/signals.h"
#include "program/world/static_tls.h"
#include "program/points/race.h"
#include "program/world/tls.h"
#include "runtime/strategy.h"

/* The program's own, under its new name. */
extern int program_main(int argc, char **argv, char **environment);

/* Its static constructors, gathered by the linker. */
typedef void constructor(int argc, char **argv, char **environment);
extern constructor *const __start_program_constructors[] __attribute__((weak));
extern constructor *const __stop_program_constructors[] __attribute__((weak));

static struct {
    int argc;
    char **argv, **environment;
} given;

static const struct program_options *options_now;

/* What an execution may write to: its own copies. */
static char **copy_of(char **strings)
{
    size_t n = 0;
    char **copy;

    while (strings[n]) {
        n++;
    }
    copy = heap_allocate((n + 1) * sizeof *copy, HEAP_ALIGNMENT);
    for (size_t i = 0; i < n; i++) {
        size_t size = strlen(strings[i]) + 1;

        copy[i] = heap_allocate(size, HEAP_ALIGNMENT);
        memcpy(copy[i], strings[i], size);
    }
    copy[n] = NULL;
    return copy;
}

/* Where random() keeps its numbers, and how they are at first; to make them takes long. */
static char random_numbers[128], random_at_first[128];
static bool has_random_numbers;

static void reset_random(void)
{
    if (!has_random_numbers) {
        (void)initstate(1, random_numbers, sizeof random_numbers);
    }
    (void)setstate(random_numbers); /* It also notes there how far they are used. */
    if (!has_random_numbers) {
        has_random_numbers = true;
        memcpy(random_at_first, random_numbers, sizeof random_numbers);
    } else if (memcmp(random_numbers, random_at_first, sizeof random_numbers)) {
        srandom(1);
    }
}

/* libc's own state, as far as it can be reached: as a new process would find it. */
static void reset_libc(void)
{
    __libc_single_threaded = 0; /* As it is once there has been a thread. */
    optind = 0;
    opterr = 1;
    libc_state_begin();
    reset_random();
    srand48(0);
}

void program_prepare(int argc, char **argv)
{
    given.argc = argc;
    given.argv = argv;
    given.environment = environ;
    globals_keep();
    descriptors_keep();
    static_tls_find();
}

static void body(void *unused)
{
    char **argv = copy_of(given.argv);

    environ = copy_of(given.environment);
    for (constructor *const *c = __start_program_constructors; c < __stop_program_constructors;
         c++) {
        (*c)(given.argc, argv, environ);
    }
    program_exit(program_main(given.argc, argv, environ));
}

static void on_event(void *unused, const struct event *e)
{
    if (e->kind == EVENT_SWITCH) {
        cxx_switch(e->actor, (unsigned)e->object);
        static_tls_switch(e->actor, (unsigned)e->object);
    }
    if (options_now->on_event) {
        options_now->on_event(options_now->aux, e);
    }
}

void program_execute(const struct program_options *options, struct runtime_outcome *outcome)
{
    static const uint64_t switches[EVENT_KINDS / 64] = {UINT64_C(1) << EVENT_SWITCH};
    const struct runtime_options runtime = {
        .strategy = options->strategy,
        .step_budget = options->step_budget,
        .on_event = options->on_event || cxx_is_used() || n_tls_areas ? on_event : NULL,
        .event_kinds = options->on_event ? NULL : switches,
        .rules_off = options->rules_off,
        .rules_late = options->rules_late,
        .time_any = options->time_any,
        .spurious_wakes = options->spurious_wakes,
        .must_create = true,
        .follow_objects = options->follow_objects,
    };

    options_now = options;
    globals_give_back();
    descriptors_give_back();
    heap_begin();
    tls_begin();
    static_tls_begin();
    ends_begin();
    calls_begin();
    signals_begin();
    race_begin();
    cxx_begin();
    reset_libc();
    runtime_execute(&runtime, body, NULL, outcome);
    environ = given.environment;
}
