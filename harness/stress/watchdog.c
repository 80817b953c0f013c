#include "stress/watchdog.h"

#include <dirent.h>
#include <execinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "stress/internal.h"
#include "support/sanitizers.h"

enum { SLEEP_US = 2000, SLEEPS = 50, MAX_FRAMES = 48, STACK_WAIT_MS = 500 };

static pthread_t thread;
static _Atomic bool stopping;

/* Something that must move, and when it last did. */
struct motion {
    uint64_t value, since_ms;
};
static struct motion motions[THREAD_MAX], rounds, upcalls;

/* The stack of the thread that was asked last. ThreadSanitizer sees what libc does with it, but not
 * in which order we have that done, and is told. */
static void *frames[MAX_FRAMES];
static _Atomic int n_frames; /* -1: not there yet. */

static void take_stack(int signal)
{
    int n;

    tsan_acquire(&n_frames);
    n = backtrace(frames, MAX_FRAMES);
    tsan_release(&n_frames);
    atomic_store(&n_frames, n);
}

/* Prints the frames with functions and lines, if addr2line can be had, and as they are if not. */
static void print_frames(FILE *stream, int n)
{
    char **symbols = backtrace_symbols(frames, n);
    char command[4096];
    size_t at;
    FILE *lines;

    at = (size_t)snprintf(command, sizeof command, "addr2line -Cfpi -e /proc/%d/exe", getpid());
    for (int i = 2; i < n && symbols && at < sizeof command - 32; i++) {
        const char *offset = strstr(symbols[i], "(+0x");

        if (offset) { /* Of this program, not of a library. */
            at += (size_t)snprintf(command + at, sizeof command - at, " %.*s",
                                   (int)strcspn(offset + 2, ")"), offset + 2);
        } else {
            fprintf(stream, "    %s\n", symbols[i]);
        }
    }
    snprintf(command + at, sizeof command - at, " 2>/dev/null");
    fflush(stream);
    lines = popen(command, "r");
    if (lines) {
        char line[512];

        while (fgets(line, sizeof line, lines)) {
            fprintf(stream, "    %s", line);
        }
    }
    if (!lines || pclose(lines)) {
        for (int i = 2; i < n && symbols; i++) {
            fprintf(stream, "    %s\n", symbols[i]);
        }
    }
    free(symbols);
}

void watchdog_print_own_stack(FILE *stream)
{
    print_frames(stream, backtrace(frames, MAX_FRAMES));
}

static void print_stack(FILE *stream, int tid)
{
    uint64_t begun_ms = now_ms();

    atomic_store(&n_frames, -1);
    tsan_release(&n_frames);
    if (syscall(SYS_tgkill, getpid(), tid, WATCHDOG_SIGNAL)) {
        return;
    }
    while (atomic_load(&n_frames) < 0) {
        if (now_ms() - begun_ms > STACK_WAIT_MS) {
            fprintf(stream, "    (it does not answer)\n");
            return;
        }
        sleep_us(1000);
    }
    tsan_acquire(&n_frames);
    print_frames(stream, atomic_load(&n_frames));
}

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

static void print_thread(FILE *stream, int tid)
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
    print_stack(stream, tid);
}

static void print_threads(FILE *stream)
{
    DIR *tasks = opendir("/proc/self/task");
    const struct dirent *task;

    while (tasks && (task = readdir(tasks))) {
        int tid = atoi(task->d_name);

        if (tid && tid != (int)syscall(SYS_gettid)) {
            print_thread(stream, tid);
        }
    }
    if (tasks) {
        closedir(tasks);
    }
    fprintf(stream, "%" PRIu64 " rounds begun, %" PRIu64 " ended; %u packet threads parked\n",
            atomic_load(&stress.n_rounds_begun), atomic_load(&stress.n_rounds_ended),
            atomic_load(&stress.n_parked));
}

/* Whether `value` has stood still for too long. */
static bool is_stuck(struct motion *motion, uint64_t value, bool may_rest)
{
    uint64_t now = now_ms();

    if (value != motion->value || may_rest || !motion->since_ms) {
        *motion = (struct motion){.value = value, .since_ms = now};
    }
    return now - motion->since_ms >= (uint64_t)stress.settings.patience_s * 1000;
}

static _Noreturn void give_up(const char *what, const char *doing)
{
    print_threads(stderr);
    violation("PROG/stands-still", WITH({"what", what}, {"in", doing}),
              "%s has not moved for %u s (it was last seen like this: %s)", what,
              stress.settings.patience_s, doing);
}

struct look {
    unsigned i;
};

/* A thread of the cache rests outside upcalls; its rounds and its queue are looked at instead. */
static void look_at(void *aux, struct stress_thread *seen)
{
    struct look *look = aux;
    const char *doing = atomic_load(&seen->doing);
    bool rests = !seen->ours && seen->n_begun == seen->n_ended;

    if (is_stuck(&motions[look->i++], atomic_load(&seen->steps), rests)) {
        give_up(seen->name, doing);
    }
}

static void *watchdog_main(void *aux)
{
    pthread_setname_np(pthread_self(), "watchdog");
    for (unsigned n = 1; !atomic_load(&stopping); n++) {
        struct look look = {.i = 0};
        uint64_t ended;

        sleep_us(SLEEP_US); /* Short, so that whoever stops us need not wait. */
        if (n % SLEEPS) {
            continue;
        }
        ended = threads_count(STRESS_upcalls_ended);
        threads_for_each(look_at, &look);
        if (is_stuck(&rounds, atomic_load(&stress.n_rounds_ended), false)) {
            give_up("the round", "revalidators wait for each other, or for main");
        }
        if (is_stuck(&upcalls, ended, threads_count(STRESS_upcalls) <= ended)) {
            give_up("the queue of upcalls", "no handler takes what is in it");
        }
    }
    return NULL;
}

bool watchdog_start(void)
{
    struct sigaction action = {.sa_handler = take_stack, .sa_flags = SA_RESTART};
    void *first[1];

    backtrace(first, 1); /* It loads a library the first time, which no signal handler may. */
    sigemptyset(&action.sa_mask);
    sigaction(WATCHDOG_SIGNAL, &action, NULL);
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
}
