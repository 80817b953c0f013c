#include "stress/watchdog.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "stress/internal.h"
#include "stress/stack.h"

enum {
    SLEEP_US = 2000,
    SLEEPS = 50,
    /* Parts of `patience_s`: of processor time that a thread of the cache may use without a step; that
     * it has used at least if it spins where there are few processors; after which we say what we
     * wait for. */
    SPIN_PART = 4,
    STARVED_PART = 50,
    WORD_PART = 4,
    HURRY_PART = 3,
    /* Of processor time: what a step may take on a busy machine, however little patience there is. */
    LEAST_MS = 200,
    MORE_LOOKS = 5,
};

static pthread_t thread;
static _Atomic bool stopping;

/* Something that must move, and when it last did. */
struct motion {
    uint64_t value, since_ms;
};
static struct motion motions[THREAD_MAX], rounds, upcalls;
static bool has_said; /* What we wait for. */
/* For how long something has not moved, and whether we are to say so soon. */
static _Atomic uint64_t still_ms;
static _Atomic bool hurried;

/* The steps of a thread of the cache, and what the thread had used, when it last took one. */
static struct steps {
    struct motion motion;
    uint64_t used_ns;
} steps[THREAD_MAX];

struct search {
    int tid;
    const struct stress_thread *found;
};

static void find_tid(void *aux, struct stress_thread *candidate)
{
    struct search *search = aux;

    if (candidate->tid == search->tid) {
        search->found = candidate;
    }
}

static void print_thread(FILE *stream, int tid, struct stack_place *place)
{
    struct search search = {.tid = tid};
    char path[64], name[32] = "?";
    FILE *comm;

    snprintf(path, sizeof path, "/proc/self/task/%d/comm", tid);
    comm = fopen(path, "r");
    if (comm) {
        if (fgets(name, sizeof name, comm)) {
            name[strcspn(name, "\n")] = '\0';
        }
        fclose(comm);
    }
    threads_for_each(find_tid, &search);
    if (search.found) {
        fprintf(stream, "%s (%d): %s; %" PRIu64 " steps, %u upcalls begun and not ended\n", name,
                tid, atomic_load(&search.found->doing), atomic_load(&search.found->steps),
                search.found->n_begun - search.found->n_ended);
    } else {
        fprintf(stream, "%s (%d)\n", name, tid);
    }
    stack_print(stream, tid, place);
}

/* Stores where the thread `tid` is. */
static void print_threads(FILE *stream, int tid, struct stack_place *place)
{
    DIR *tasks = opendir("/proc/self/task");
    const struct dirent *task;

    while (tasks && (task = readdir(tasks))) {
        int other = atoi(task->d_name);

        if (other && other != (int)syscall(SYS_gettid)) {
            print_thread(stream, other, other == tid ? place : NULL);
        }
    }
    if (tasks) {
        closedir(tasks);
    }
    fprintf(stream, "%" PRIu64 " rounds begun, %" PRIu64 " ended; %u packet threads parked\n",
            atomic_load(&stress.n_rounds_begun), atomic_load(&stress.n_rounds_ended),
            atomic_load(&stress.n_parked));
}

static uint64_t patience_ms(void)
{
    uint64_t ms = (uint64_t)stress.settings.patience_s * 1000;

    return atomic_load(&hurried) ? ms / HURRY_PART : ms;
}

static uint64_t at_least(uint64_t ms)
{
    return ms > LEAST_MS ? ms : LEAST_MS;
}

/* Whether `value` has stood still for too long. Says what we wait for, once, on the way there. */
static bool is_stuck(struct motion *motion, uint64_t value, bool may_rest, const char *what)
{
    uint64_t now = now_ms(), still;

    if (value != motion->value || may_rest || !motion->since_ms) {
        *motion = (struct motion){.value = value, .since_ms = now};
    }
    still = now - motion->since_ms;
    if (still > atomic_load(&still_ms)) {
        atomic_store(&still_ms, still);
    }
    if (!has_said && still >= patience_ms() / WORD_PART) {
        has_said = true;
        fprintf(stderr, "%s has not moved for %.1f s; after %u s that is a violation\n", what,
                (double)still / 1000, stress.settings.patience_s);
    }
    return still >= patience_ms();
}

static uint64_t processor_ns(int tid)
{
    /* What pthread_getcpuclockid() makes of a thread, from the number that the kernel gave it. */
    const clockid_t clock = (clockid_t)(~(unsigned)tid << 3 | 6);
    struct timespec used;

    return clock_gettime(clock, &used)
               ? 0
               : (uint64_t)used.tv_sec * 1000000000 + (uint64_t)used.tv_nsec;
}

/* Whether a thread waits in a system call that is no lock's or condition's (a futex), and does not
 * end by itself. */
static bool waits_in_call(int tid)
{
    char path[64];
    long number = -1;
    FILE *file;

    snprintf(path, sizeof path, "/proc/self/task/%d/syscall", tid);
    file = fopen(path, "re");
    if (!file) {
        return false;
    }
    if (fscanf(file, "%ld", &number) != 1) {
        number = -1; /* It is running. */
    }
    fclose(file);
    return number >= 0 && number != SYS_futex && number != SYS_nanosleep &&
           number != SYS_clock_nanosleep;
}

/* Where a thread is. A look may meet it in the midst of what a sanitizer has added, whose stack tells
 * nothing: then there are more. */
static void find_place(int tid, struct stack_place *place)
{
    FILE *nowhere = fopen("/dev/null", "we");

    for (unsigned i = 0; i < MORE_LOOKS && nowhere && !place->function[0]; i++) {
        sleep_us(SLEEP_US);
        stack_print(nowhere, tid, place);
    }
    if (nowhere) {
        fclose(nowhere);
    }
}

/* One thread is to blame. */
static _Noreturn void hang(const struct stress_thread *of, bool spins, uint64_t for_ms)
{
    struct stack_place place = {.function = ""};

    print_threads(stderr, of->tid, &place);
    find_place(of->tid, &place);
    violation("HANG", WITH({"", place.function[0] ? place.function : of->name}),
              "%s has %s %.1f s%s without a step: it %s in %s", of->name,
              spins ? "used" : "been in a system call for", (double)for_ms / 1000,
              spins ? " of processor time" : "", spins ? "spins" : "waits",
              place.text[0] ? place.text : "a place that is not known");
}

struct look {
    unsigned i;
    bool gives_up; /* Somebody does not move. */
};

/* A thread of the cache that uses processor time and takes no step; or, if somebody does not move, any
 * that has taken no step for long either, and has used less because others have the processors, or
 * waits for something outside of the process. (Threads of the harness call the cache as well, and may
 * be long about their own work.) */
static void look_for_hang(void *aux, struct stress_thread *seen)
{
    struct look *look = aux;
    struct steps *of = &steps[look->i++];
    uint64_t now = now_ms(), value = atomic_load(&seen->steps), used_ns = processor_ns(seen->tid);
    uint64_t used_ms;
    bool is_late;

    if (value != of->motion.value || !of->motion.since_ms || used_ns < of->used_ns) {
        *of = (struct steps){{value, now}, used_ns};
    }
    if (seen->ours && !look->gives_up) {
        return;
    }
    is_late = look->gives_up && now - of->motion.since_ms >= patience_ms() / 2;
    used_ms = (used_ns - of->used_ns) / 1000000;
    if (used_ms >= at_least(patience_ms() / SPIN_PART) ||
        (is_late && used_ms >= at_least(patience_ms() / STARVED_PART))) {
        hang(seen, true, used_ms);
    }
    if (is_late && waits_in_call(seen->tid)) {
        hang(seen, false, now - of->motion.since_ms);
    }
}

static _Noreturn void give_up(const char *what, const char *doing)
{
    struct look look = {.gives_up = true};

    threads_for_each(look_for_hang, &look);
    print_threads(stderr, 0, NULL);
    violation("PROG/stands-still", WITH({"what", what}, {"in", doing}),
              "%s has not moved for %g s (it was last seen like this: %s)", what,
              (double)(patience_ms() / 100) / 10, doing);
}

/* A thread of the cache rests outside upcalls; its rounds and its queue are looked at instead. */
static void look_at(void *aux, struct stress_thread *seen)
{
    struct look *look = aux;
    const char *doing = atomic_load(&seen->doing);
    bool rests = !seen->ours && seen->n_begun == seen->n_ended;

    if (is_stuck(&motions[look->i++], atomic_load(&seen->steps), rests, seen->name)) {
        give_up(seen->name, doing);
    }
}

static void *watchdog_main(void *aux)
{
    pthread_setname_np(pthread_self(), "watchdog");
    for (unsigned n = 1; !atomic_load(&stopping); n++) {
        struct look look = {.i = 0};
        uint64_t ended;

        sleep_us(SLEEP_US); /* Short, so that a stop need not wait. */
        if (n % SLEEPS) {
            continue;
        }
        ended = threads_count(STRESS_upcalls_ended);
        threads_for_each(look_for_hang, &look);
        look.i = 0;
        atomic_store(&still_ms, 0);
        threads_for_each(look_at, &look);
        if (is_stuck(&rounds, atomic_load(&stress.n_rounds_ended), false, "the round")) {
            give_up("the round", "revalidators wait for each other, or for main");
        }
        if (is_stuck(&upcalls, ended, threads_count(STRESS_upcalls) <= ended,
                     "the queue of upcalls")) {
            give_up("the queue of upcalls", "no handler takes what is in it");
        }
    }
    return NULL;
}

bool watchdog_start(void)
{
    stack_prepare();
    has_said = false;
    atomic_store(&still_ms, 0);
    atomic_store(&hurried, false);
    memset(steps, 0, sizeof steps);
    memset(motions, 0, sizeof motions);
    memset(&rounds, 0, sizeof rounds);
    memset(&upcalls, 0, sizeof upcalls);
    atomic_store(&stopping, false);
    return !pthread_create(&thread, NULL, watchdog_main, NULL);
}

void watchdog_stop(void)
{
    atomic_store(&stopping, true);
    pthread_join(thread, NULL);
    atomic_store(&still_ms, 0);
}

bool stress_hurry(void)
{
    bool stands =
        atomic_load(&still_ms) * HURRY_PART >= (uint64_t)stress.settings.patience_s * 1000;

    if (stands && stress.settings.patience_s) {
        atomic_store(&hurried, true);
    }
    return atomic_load(&hurried);
}
