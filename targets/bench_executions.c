/*
 * How many executions a second: four actors, a hundred points each, on one core. Prints one line
 * per workload; ci/bench collects them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "model/events.h"
#include "scenario/execute.h"
#include "scenario/seeds.h"

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A handler, a revalidator, a packet thread and main, as in most scenarios. */
static void four_actors(struct scenario *s)
{
    scenario_init(s);
    s->n_packet_threads = 1;
    s->n_flows = 2;
    s->strategy = STRATEGY_RANDOM;
    s->mean_gap = 8;
    for (unsigned i = 0; i < 4; i++) {
        scenario_packet(s, 0, OP_PACKET, i & 1, 0, 0);
    }
    scenario_main(s, OP_CHANGE_RULES, 0, RULE_FORWARD, 0);
    scenario_main(s, OP_WAIT_ROUND, 0, 0, 0);
}

static void measure(const char *name, struct scenario *s, double seconds, bool feedback)
{
    static struct scenario_result result;
    const struct scenario_options options = {.feedback = feedback};
    uint64_t n = 0, points = 0, switches = 0;
    double start = now_s(), elapsed;

    do {
        for (unsigned i = 0; i < 256; i++, n++) {
            s->seed++;
            scenario_execute(s, &options, &result);
            points += result.outcome.n_points;
            switches += result.outcome.n_switches;
        }
        elapsed = now_s() - start;
    } while (elapsed < seconds);
    printf("%-28s %10.0f executions/s  %6.1f points  %6.1f switches  %6.1f ns/point\n", name,
           (double)n / elapsed, (double)points / (double)n, (double)switches / (double)n,
           elapsed * 1e9 / (double)points);
}

int main(int argc, char **argv)
{
    static struct scenario s;
    double seconds = argc > 1 ? atof(argv[1]) : 3;

    if (argc > 2 || seconds <= 0) {
        fprintf(stderr, "usage: bench_executions [SECONDS]\n");
        return 2;
    }
    model_events_name();
    four_actors(&s);
    measure("four-actors", &s, seconds, false);
    measure("four-actors-with-feedback", &s, seconds, true);
    s.strategy = STRATEGY_REPLAY;
    measure("four-actors-default-order", &s, seconds, false);
    return 0;
}
