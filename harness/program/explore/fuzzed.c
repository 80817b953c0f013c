#include "program/explore/fuzzed.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program/explore/subject.h"
#include "program/points/points.h"
#include "program/timeline/timeline.h"
#include "program/timeline/trace.h"
#include "program/ukeyfuzz.h"
#include "program/world/execute.h"
#include "program/world/heap.h"
#include "runtime/scheduler.h"
#include "runtime/watchdog/guard.h"
#include "support/printable.h"
#include "support/random.h"

extern int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*execute)(const uint8_t *, size_t))
    __attribute__((weak));

extern size_t LLVMFuzzerMutate(uint8_t *, size_t n, size_t max) __attribute__((weak));

enum { SCHEDULE_MAX = 256, SCHEDULE_DRAWN = 16 };
enum { POINTS = 2000000, TIMELINE_LINES = 40, INPUT_MAX = 1 << 20, SECONDS_TO_TELL = 20 };

/* Accesses to stacks are points as well, always: whether they must be is not known beforehand, and
 * a file has to mean the same in each process. */
static const struct subject_settings settings = {
    .stack_points = true, .step_budget = POINTS, .races = RACES_FAIL};

/* What is executed now. Not owned. */
static struct input {
    const uint8_t *data, *schedule;
    size_t n_data, n_schedule;
} input;

bool fuzzed_is_wanted(void)
{
    return LLVMFuzzerRunDriver;
}

static struct input divide(const uint8_t *bytes, size_t n)
{
    struct input divided = {.data = bytes, .n_data = n};

    if (n >= 2) {
        n -= 2;
        divided.n_schedule = (bytes[n] | (size_t)bytes[n + 1] << 8) % (n + 1);
        divided.n_data = n - divided.n_schedule;
        divided.schedule = bytes + divided.n_data;
    }
    return divided;
}

/* Few decisions: how many points to stay quiet, which may be few or many, then who is next, and so
 * on. Where there is no choice the bytes mean the other thing, which does no harm. */
static size_t draw_schedule(uint8_t *schedule, size_t max, struct random *random)
{
    size_t n = 1 + random_below(random, SCHEDULE_DRAWN);
    uint64_t rate = random_gap_rate(1U << random_below(random, 7));

    n = n < max ? n : max;
    for (size_t i = 0; i < n; i++) {
        uint32_t byte = i % 2 ? random_below(random, 1 << 3) : random_gap(random, rate);

        schedule[i] = (uint8_t)(byte < UINT8_MAX ? byte : UINT8_MAX);
    }
    return n;
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t n, size_t max, unsigned seed);

/* libFuzzer's: either the data or the schedule becomes another one. */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t n, size_t max, unsigned seed)
{
    struct input old = divide(bytes, n);
    struct random random = {seed};
    uint8_t schedule[SCHEDULE_MAX];
    size_t room = max > 4 ? (max - 2) / 2 : 0; /* For the schedule. */
    size_t n_data = old.n_data, n_schedule;

    room = room < SCHEDULE_MAX ? room : SCHEDULE_MAX;
    n_schedule = old.n_schedule < room ? old.n_schedule : room;
    if (room == 0) {
        return LLVMFuzzerMutate(bytes, n, max);
    }
    if (n_schedule) {
        memcpy(schedule, old.schedule, n_schedule);
    }
    if (random_one_in(&random, 4)) {
        n_data = LLVMFuzzerMutate(bytes, n_data, max - 2 - n_schedule);
    } else if (random_one_in(&random, 2)) {
        n_schedule = draw_schedule(schedule, room, &random);
    } else {
        n_schedule = LLVMFuzzerMutate(schedule, n_schedule, room);
    }
    n_data = n_data < max - 2 - n_schedule ? n_data : max - 2 - n_schedule;
    memcpy(bytes + n_data, schedule, n_schedule);
    n = n_data + n_schedule;
    bytes[n] = (uint8_t)n_schedule;
    bytes[n + 1] = (uint8_t)(n_schedule >> 8);
    return n + 2;
}

static _Noreturn void end_by(const struct runtime_outcome *outcome)
{
    const struct preemption *list;
    size_t n = runtime_recorded_preemptions(&list);
    const struct trace *trace;

    fflush(stdout);
    trace = outcome->n_preemptions == n ? trace_make(&settings, list, n, false) : NULL;
    fprintf(stderr, "==== VIOLATION %s\n", outcome->invariant);
    if (trace && !strcmp(trace->result.outcome.invariant, outcome->invariant)) {
        timeline_verdict(stderr, "it");
        timeline_print(stderr, TIMELINE_LINES);
        timeline_sides(stderr);
    } else {
        fprintf(stderr, "%s\n", printable(outcome->message));
    }
    abort(); /* libFuzzer keeps the input. */
}

static struct runtime_outcome hang_outcome;

/* What there is to tell hangs as well. */
static void on_last_alarm(int number)
{
    fprintf(stderr, "==== VIOLATION %s\n%s\n", hang_outcome.invariant,
            printable(hang_outcome.message));
    abort();
}

/* In a signal's handler, which is left for good as that of a fault is; or in the guard's thread, from
 * which no program can be executed. */
static void on_hang(const struct runtime_hang *hang)
{
    subject_hangs(hang, &hang_outcome);
    if (gettid() != getpid() || !scheduler.running) {
        on_last_alarm(0);
    }
    signal(SIGALRM, on_last_alarm);
    alarm(SECONDS_TO_TELL);
    runtime_violation_of(&hang_outcome.violation, "%s", hang_outcome.message);
}

/* Each execution has a limit: libFuzzer's own is 20 minutes, and a program may block its signal. */
static void watch(void)
{
    if (!guard_start(on_hang)) {
        runtime_fatal("there can be no thread that looks for hangs");
    }
    watchdog_begin(on_hang);
}

static int execute(const uint8_t *bytes, size_t n)
{
    static struct preemption preemptions[SUBJECT_PREEMPTIONS];
    static struct strategy_bytes strategy;
    static struct runtime_outcome outcome;
    const struct program_options options = {.strategy = &strategy.strategy,
                                            .step_budget = settings.step_budget};

    input = divide(bytes, n);
    strategy_bytes_init(&strategy, input.schedule, input.n_schedule);
    runtime_record_to(preemptions, SUBJECT_PREEMPTIONS);
    points_on_stacks(settings.stack_points);
    points_look_for_races(true);
    race_set_mode(settings.races);
    watch();
    program_execute(&options, &outcome);
    watchdog_end();
    if (outcome.violated) {
        end_by(&outcome);
    }
    return 0;
}

int fuzzed_serve(int argc, char **argv)
{
    static char *only_name[2];

    only_name[0] = argv[0];
    program_prepare(1, only_name); /* The arguments are libFuzzer's. */
    return LLVMFuzzerRunDriver(&argc, &argv, execute);
}

/* Without libFuzzer, the data of a file. */
static void read_input(const char *file)
{
    static uint8_t bytes[INPUT_MAX];
    int fd = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, bytes, sizeof bytes) : -1;

    if (fd >= 0) {
        close(fd);
    }
    if (n < 0) {
        runtime_violation("ASSERT", "UK_FUZZ(): %s cannot be read", file);
    }
    input = divide(bytes, (size_t)n);
}

const unsigned char *program_fuzz_input(int argc, char **argv, size_t *size);

/* A block of the heap, so that what reads beyond it is found. */
const unsigned char *program_fuzz_input(int argc, char **argv, size_t *size)
{
    unsigned char *data;

    if (!fuzzed_is_wanted()) {
        input = (struct input){NULL, NULL, 0, 0};
        if (argc > 1) {
            read_input(argv[1]);
        }
    }
    data = heap_allocate(input.n_data, HEAP_ALIGNMENT);
    if (input.n_data) {
        memcpy(data, input.data, input.n_data);
    }
    *size = input.n_data;
    return data;
}
