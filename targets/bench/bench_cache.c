/*
 * What the cache itself costs, on real threads and liburcu, in the cheapest world (flat_world.h):
 * installing, dumping, revalidating and deleting FLOWS flows with THREADS handlers, packet threads
 * and revalidators, and what a ukey takes of memory. One JSON object on standard output, which
 * ci/bench cache collects. Exit code 1 if packets were not credited exactly once.
 *
 * Of each step the median over its repetitions: flows per second of wall clock, and ns of processor
 * time per flow, all threads together. The second hardly depends on what else the machine does.
 *
 * Each processor has its own thread for call_rcu(), as udpif.h advises.
 *
 * usage: bench_cache FLOWS THREADS SECONDS    (SECONDS: for each of the five steps)
 */
#include <malloc.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench_step.h"
#include "flat_world.h"
#include "support/options_page.h"
#include "udpif_internal.h"

static uint32_t n_flows;
static unsigned n_threads;
static double seconds;
static struct udpif *udpif;

static struct step upcalls = {.name = "upcall"};
static struct step queued = {.name = "queued_upcall"};
static struct step dumped = {.name = "dump"};
static struct step revalidated = {.name = "revalidate"};
static struct step deleted = {.name = "delete"};

/* Bytes allocated, and bytes resident. */
struct memory {
    double allocated, resident;
};

static struct memory memory_now(void)
{
    struct mallinfo2 info = mallinfo2();
    struct memory memory = {.allocated = (double)(info.uordblks + info.hblkhd)};
    FILE *statm = fopen("/proc/self/statm", "r");
    long pages = 0;

    if (statm) {
        if (fscanf(statm, "%*d %ld", &pages) != 1) {
            pages = 0;
        }
        fclose(statm);
    }
    memory.resident = (double)pages * (double)sysconf(_SC_PAGESIZE);
    return memory;
}

static void fail(const char *what)
{
    fprintf(stderr, "bench_cache: %s\n", what);
    exit(1);
}

/* Miss upcalls of all flows, each thread its share, handled where they arise. */

static pthread_barrier_t line;

static void *install_share(void *index_)
{
    unsigned index = (unsigned)(uintptr_t)index_;
    struct upcall_reply reply;
    struct upcall upcall;

    rcu_register_thread();
    rcu_thread_offline();
    pthread_barrier_wait(&line);
    pthread_barrier_wait(&line);
    rcu_thread_online();
    for (uint32_t flow = index; flow < n_flows; flow += n_threads) {
        flat_upcall(flow, &upcall);
        if (udpif_upcall(udpif, &upcall, &reply)) {
            fail("an upcall was refused");
        }
        flat_add(flow);
        if (flow % 32 == index) {
            rcu_quiescent_state();
        }
    }
    rcu_thread_offline();
    pthread_barrier_wait(&line);
    rcu_thread_online();
    rcu_unregister_thread();
    return NULL;
}

static void install_by_packet_threads(void)
{
    pthread_t threads[UDPIF_MAX_HANDLERS];

    pthread_barrier_init(&line, NULL, n_threads + 1);
    for (unsigned i = 0; i < n_threads; i++) {
        if (pthread_create(&threads[i], NULL, install_share, (void *)(uintptr_t)i)) {
            fail("no threads");
        }
    }
    rcu_thread_offline();
    pthread_barrier_wait(&line); /* All are there ... */
    step_begin(&upcalls);
    pthread_barrier_wait(&line); /* ... begin ... */
    pthread_barrier_wait(&line); /* ... and have done. */
    step_done(&upcalls);
    rcu_thread_online();
    rcu_barrier(); /* That the flow was added is noted after a grace period. */
    step_end(&upcalls, n_flows);
    for (unsigned i = 0; i < n_threads; i++) {
        pthread_join(threads[i], NULL);
    }
    pthread_barrier_destroy(&line);
}

/* The same, queued by main for the handlers. */
static void install_by_handlers(struct step *step)
{
    struct upcall upcall;

    step_begin(step);
    for (uint32_t flow = 0; flow < n_flows; flow++) {
        flat_upcall(flow, &upcall);
        while (udpif_enqueue(udpif, flow, &upcall)) {
            rcu_quiescent_state();
            sched_yield();
        }
    }
    rcu_thread_offline();
    while (flat_n_flows() < n_flows) {
        sched_yield();
    }
    step_done(step);
    rcu_thread_online();
    step_end(step, n_flows);
}

static void delete_all(void)
{
    step_begin(&deleted);
    udpif_purge(udpif);
    step_done(&deleted);
    rcu_barrier();
    step_end(&deleted, n_flows);
    if (flat_n_flows()) {
        fail("a purge left flows");
    }
}

/* Rounds: measured from their beginning to their end, on the thread that leads them. */

static struct step *_Atomic measured_round;

static void round_begin(void *aux, uint64_t dump_seq, uint64_t reval_seq)
{
    struct step *step = atomic_load(&measured_round);

    if (step) {
        flat_tick();
        step_begin(step);
    }
}

static void round_end(void *aux, uint64_t dump_seq, uint64_t reval_seq, bool dump_complete)
{
    struct step *step = atomic_load(&measured_round);

    if (step && step->wall_from_ns) {
        step_done(step);
        step_end(step, n_flows);
    }
}

/* The limit would begin at 10000, and fall where rounds are long: not what is measured here. */
static void hold_limit(void *aux, uint32_t limit)
{
    atomic_store(&udpif->limit.limit, UINT32_MAX);
}

static const struct udpif_observer observer = {
    .round_begin = round_begin, .round_end = round_end, .limit_adjusted = hold_limit};

static bool time_is_left(uint64_t since_ns)
{
    return (double)(clock_ns(CLOCK_MONOTONIC) - since_ns) / 1e9 < seconds;
}

static void measure_rounds(struct step *step, bool rules_change)
{
    uint64_t since_ns = clock_ns(CLOCK_MONOTONIC);

    if (!udpif_wait(udpif)) {
        fail("no rounds");
    }
    atomic_store(&measured_round, step);
    while (step->n < 3 || time_is_left(since_ns)) {
        if (rules_change) {
            udpif_revalidate(udpif);
        }
        udpif_wait(udpif);
    }
    atomic_store(&measured_round, NULL);
    udpif_wait(udpif);
}

static void print_result(double allocated_per_ukey, double resident_per_ukey)
{
    struct json json = json_begin(stdout);

    json_object(&json, NULL);
    json_whole(&json, "flows", n_flows);
    json_whole(&json, "threads", n_threads);
    json_real(&json, "allocated_per_ukey", round(allocated_per_ukey));
    json_real(&json, "resident_per_ukey", round(resident_per_ukey));
    step_write(&upcalls, &json);
    step_write(&queued, &json);
    step_write(&dumped, &json);
    step_write(&revalidated, &json);
    step_write(&deleted, &json);
    json_end(&json);
    json_finish(&json);
}

static void measure(void)
{
    uint64_t since_ns;
    struct memory before, after;

    hold_limit(NULL, 0);
    before = memory_now();
    if (udpif_start(udpif, n_threads, n_threads)) {
        fail("cannot start");
    }
    udpif_pause(udpif);
    since_ns = clock_ns(CLOCK_MONOTONIC);
    do {
        install_by_handlers(&queued);
        if (!time_is_left(since_ns)) {
            break;
        }
        delete_all();
    } while (true);
    after = memory_now();
    udpif_resume(udpif);
    measure_rounds(&dumped, false);
    measure_rounds(&revalidated, true);
    udpif_pause(udpif);
    delete_all();
    since_ns = clock_ns(CLOCK_MONOTONIC);
    while (time_is_left(since_ns)) {
        install_by_packet_threads();
        delete_all();
    }
    udpif_resume(udpif);
    udpif_stop(udpif, true);
    if (flat_n_credited() != flat_n_hits()) {
        fail("packets were not credited exactly once");
    }

    print_result((after.allocated - before.allocated) / n_flows,
                 (after.resident - before.resident) / n_flows);
}

static const struct command_line usage = {
    .program = "bench_cache",
    .usage = "FLOWS THREADS SECONDS",
    .operand = "argument",
    .least = 3,
    .most = 3,
    .about =
        "Measures what the cache costs on real threads: installing, dumping, revalidating and "
        "deleting FLOWS flows with so many handlers, packet threads and revalidators each, for "
        "so many seconds per step. Prints a JSON object.",
    .exit_codes =
        "0, 1 if packets were not credited exactly once, 2 if an argument cannot be used.",
};

static void read_arguments(int argc, char **argv)
{
    struct options_given given;
    struct options_error error;
    uint64_t flows, threads;

    options_read_or_exit(&usage, argc, argv, &given);
    if (!options_whole("FLOWS", given.operands[0], 1, 10000000, &flows, &error) ||
        !options_whole("THREADS", given.operands[1], 1, UDPIF_MAX_HANDLERS, &threads, &error) ||
        !options_real("SECONDS", given.operands[2], 1e-6, 1e6, &seconds, &error)) {
        options_exit(&usage, error.text);
    }
    n_flows = (uint32_t)flows;
    n_threads = (unsigned)threads;
}

int main(int argc, char **argv)
{
    struct udpif_config config = {
        .max_idle_ms = 1000000, .max_revalidator_ms = 5, .revalidate_always = true};

    read_arguments(argc, argv);
    if (create_all_cpu_call_rcu_data(0)) {
        fail("no threads for call_rcu()");
    }
    rcu_register_thread();
    if (!flat_begin(n_flows)) {
        fail("no memory");
    }
    udpif = udpif_create(&config, &flat_datapath, &flat_translation, &observer);
    if (!udpif) {
        fail("no memory");
    }
    measure();
    udpif_destroy(udpif);
    rcu_barrier();
    rcu_unregister_thread();
    flat_end();
    return 0;
}
