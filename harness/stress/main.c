/* What main does to the cache: one chore at a time, at random. */
#include <errno.h>

#include "stress/internal.h"

static unsigned between(struct random *random, unsigned most)
{
    return 1 + random_below(random, most);
}

static void change_rules(struct random *random)
{
    uint32_t n_flows = stress.settings.n_flows;
    uint32_t n = between(random, n_flows < 1000 ? n_flows : 1000);
    uint32_t first = random_below(random, n_flows);

    for (uint32_t i = 0; i < n; i++) {
        rules_change((first + i) % n_flows, random);
    }
    stress.cache->revalidate();
}

static void pause_a_while(struct random *random)
{
    stress.cache->pause();
    stress.cache->leave();
    thread_does("lets revalidators rest");
    sleep_us(random_below(random, 50000));
    stress.cache->enter();
    stress.cache->resume();
}

static void check(const char *what, int error)
{
    if (error) {
        violation("PROG", "%s says %d", what, error);
    }
}

static void set_threads(struct random *random)
{
    check("set_threads()",
          stress.cache->set_threads(between(random, stress.settings.n_handlers),
                                    between(random, stress.settings.n_revalidators)));
}

static void restart(struct random *random)
{
    stress.cache->stop(random_chance(random, 500000));
    check("start()", stress.cache->start(between(random, stress.settings.n_handlers),
                                         between(random, stress.settings.n_revalidators)));
}

static void flush(struct random *random)
{
    check("flush()", stress.cache->flush());
}

static void purge(struct random *random)
{
    stress.cache->purge();
}

static void purge_pmd(struct random *random)
{
    unsigned table = random_below(random, stress.n_tables);

    stress.cache->purge_pmd(pmd_of_table(table));
}

static void wait_for_round(struct random *random)
{
    stress.cache->wait();
}

static const struct {
    const char *doing;
    unsigned weight;
    void (*function)(struct random *);
} chores[] = {
    {"changes rules", 60, change_rules},
    {"waits for a round", 10, wait_for_round},
    {"pauses", 10, pause_a_while},
    {"purges", 4, purge},
    {"purges a pmd", 8, purge_pmd},
    {"changes threads", 4, set_threads},
    {"restarts", 2, restart},
    {"flushes", 2, flush},
};
enum { N_CHORES = sizeof chores / sizeof chores[0], WEIGHTS = 100 };

void main_do_transitions(struct random *random, uint64_t n)
{
    thread_does("changes the flow table");
    while (n--) {
        rules_change_mask(random_below(random, stress.settings.n_flows));
    }
    stress.cache->revalidate();
}

void main_do_chore(struct random *random)
{
    unsigned draw = random_below(random, WEIGHTS), i = 0;

    while (draw >= chores[i].weight) {
        draw -= chores[i++].weight;
    }
    thread_does(chores[i].doing);
    chores[i].function(random);
    count(STRESS_chores, 1);
    thread_does("has done a chore");
}
