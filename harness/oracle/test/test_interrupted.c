/*
 * A cache has begun a round some loads and stores before it says so. Where these are scheduling
 * points, others may run in between, and find the round begun: what they do then is no error of the
 * cache's. At any other point it is.
 */

#include <urcu-qsbr.h>

#include "model/events.h"
#include "script.h"

/* What the compiler calls before a store, where it was told to. */
void __sanitizer_cov_store4(void *);

static int number;
static bool done;     /* What the other actor is there for. */
static bool at_point; /* Main is just before its round. */

static void store(void)
{
    __sanitizer_cov_store4(&number);
}

static void operation(void)
{
    sched_point((enum event_kind)EVENT_DISTURB, 0);
}

/* A round whose dump shows one flow. If the other actor ran just before the cache said that it
 * begins, the cache takes the record for one of an earlier flow. */
static void round_after(void (*point)(void), unsigned pmd)
{
    bool before = done;

    at_point = true;
    point();
    at_point = false;
    script_counters[0] = (struct cache_counter){"dumped_duplicate_flow", done && !before};
    script_n_counters = 1;
    script_entries[0] = (struct cache_entry){
        .serial = 1, .pmd = pmd, .state = STATE_OPERATIONAL, .actions = model_rule_actions(0)};
    script_n_entries = 1;
    script_round();
    oracle_check_quiescent();
}

static void installs(void *unused)
{
    script_install(0, 1);
    done = true;
}

/* The round answers to the change, but leaves the flow to the next one. */
static void installs_outdated(void *unused)
{
    bool in_time = at_point;

    script_install(0, 1);
    if (in_time) {
        model_change_rules(0, RULE_FORWARD);
        cache->revalidate();
    }
    done = true;
}

static void install_before_round(void (*function)(void *), void (*point)(void))
{
    unsigned handler;

    done = at_point = false;
    EXPECT(!cache->start(1, 1));
    handler = actor_spawn("handler", function, NULL);
    round_after(point, CACHE_PMD_NULL);
    actor_join(handler);
}

static void installed_between_stores(void)
{
    install_before_round(installs, store);
}

static void installed_before_the_round(void)
{
    install_before_round(installs, operation);
}

static void outdated_between_stores(void)
{
    install_before_round(installs_outdated, store);
}

static void outdated_before_the_round(void)
{
    install_before_round(installs_outdated, operation);
}

static void end_put(struct rcu_head *unused)
{
    done = true;
}

static void handle_on_packet_thread(void)
{
    static struct rcu_head head;
    struct cache_translation translation;
    struct cache_stats stats = {.n_packets = 1, .n_bytes = model_packet_bytes(script_packet)};

    world->upcall_begin(0, 1, script_packet);
    world->translate(CACHE_TRANSLATE_UPCALL, 0, 1, script_packet, &stats, &translation);
    world->transition(0, 1, 1, STATE_CREATED, STATE_VISIBLE);
    urcu_qsbr_call_rcu(&head, end_put);
    world->upcall_end(0, 1, script_packet, VERDICT_INSTALLED);
}

/* Holds the grace period up until main gives way to it. */
static void reads(void *unused)
{
    urcu_qsbr_register_thread();
    runtime_sleep_ns(2);
    urcu_qsbr_unregister_thread();
}

static void shows_nothing(void) {}

static void add_before_round(void (*point)(void))
{
    unsigned reader;

    done = false;
    reader = actor_spawn("reader", reads, NULL);
    runtime_sleep_ns(1);
    runtime_advance_ns(1);
    script_in_call = handle_on_packet_thread;
    EXPECT(model_packet(cache, 0, 1, 0) == ARRIVAL_ADDED);
    script_in_round(shows_nothing);
    round_after(point, 1);
    actor_join(reader);
}

static void added_between_stores(void)
{
    add_before_round(store);
}

static void added_before_the_round(void)
{
    add_before_round(operation);
}

static const struct script_test tests[] = {
    {"installed between stores", installed_between_stores, NULL, NULL},
    {"installed before the round", installed_before_the_round, "CNT", "came again"},
    {"outdated between stores", outdated_between_stores, NULL, NULL},
    {"outdated before the round", outdated_before_the_round, "VALID", "from an older version"},
    {"added between stores", added_between_stores, NULL, NULL},
    {"added before the round", added_before_the_round, "CNT", "came again"},
};

int main(void)
{
    return script_run_preempted(tests, sizeof tests / sizeof *tests);
}
