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

static void expect(const char *what, int error, int expected)
{
    if (error != expected) {
        violation("PROG/call-says-another", WITH({"call", what}), "%s says %d; expected %d", what,
                  error, expected);
    }
}

static void set_threads(struct random *random)
{
    expect("set_threads()",
           stress.cache->set_threads(between(random, stress.settings.n_handlers),
                                     between(random, stress.settings.n_revalidators)),
           0);
}

static void flush(struct random *random)
{
    expect("flush()", stress.cache->flush(), 0);
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

static void pause_again(struct random *random)
{
    stress.cache->pause();
}

static void resume_early(struct random *random)
{
    stress.cache->resume();
}

static void start(struct random *random)
{
    expect("start()",
           stress.cache->start(between(random, stress.settings.n_handlers),
                               between(random, stress.settings.n_revalidators)),
           0);
}

/* What is called in the midst of another call's effect must not matter to it. */
static void interfere(struct random *random)
{
    static void (*const calls[])(struct random *) = {
        change_rules, purge, purge_pmd, pause_again, resume_early, flush,
    };
    unsigned n = random_below(random, 3);

    while (n-- > 0) {
        calls[random_below(random, sizeof calls / sizeof calls[0])](random);
    }
}

static void pause_a_while(struct random *random)
{
    stress.cache->pause();
    if (random_chance(random, 100000)) {
        set_threads(random);
    }
    interfere(random);
    stress.cache->leave();
    thread_does("lets revalidators rest");
    sleep_us(random_below(random, 50000));
    stress.cache->enter();
    stress.cache->resume();
}

/* While the cache is stopped nothing is let in, and calls that need threads say so. */
static void restart(struct random *random)
{
    struct cache_stats stats = {.n_packets = 1};

    stress.cache->stop(random_chance(random, 500000));
    expect("miss() after stop()", stress.cache->miss(0, 0, CACHE_PMD_NULL, 1, &stats, CACHE_MISS),
           ESHUTDOWN);
    interfere(random);
    if (stress.cache->wait()) {
        violation("PROG/waited-for-no-round", WITH_NOTHING,
                  "wait() says that a round has ended, though none can run");
    }
    stress.cache->resume(); /* Should a pause be left over. */
    start(random);
    expect("start() once more", stress.cache->start(1, 1), EALREADY);
}

/* All changes up to the call are in force when it returns: a round has begun after it, and ended.
 */
static void wait_for_round(struct random *random)
{
    uint64_t n_begun = atomic_load(&stress.n_rounds_begun);

    if (!stress.cache->wait()) {
        violation("PROG/no-round-will-come", WITH_NOTHING, "wait() says that no round will come");
    }
    if (atomic_load(&stress.n_rounds_ended) <= n_begun) {
        violation("PROG/waited-too-short", WITH_NOTHING,
                  "wait() returns though no round that began after the call has ended: %" PRIu64
                  " had begun, %" PRIu64 " have ended",
                  n_begun, atomic_load(&stress.n_rounds_ended));
    }
}

static const struct {
    const char *doing;
    unsigned weight;
    void (*function)(struct random *);
} chores[] = {
    {"changes rules", 56, change_rules},
    {"waits for a round", 10, wait_for_round},
    {"pauses", 10, pause_a_while},
    {"purges", 4, purge},
    {"purges a pmd", 8, purge_pmd},
    {"changes threads", 4, set_threads},
    {"restarts", 6, restart},
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
