/* STALL: how long a ukey may stay, and refuse misses, whose flow has vanished from the datapath. */

#include "oracle/test/script/script.h"

/* A ukey refuses a miss. */
static void refused(void)
{
    script_miss(0);
    script_handle(0);
    script_verdict(0, VERDICT_DUPLICATE);
}

/* Ukey `serial` refuses one while its own put is unanswered, after so many rounds. */
static void refused_before_its_put(uint64_t serial, unsigned n_rounds)
{
    uint64_t first;

    script_miss(0);
    script_handle(0);
    first = script_packet;
    script_step(0, serial, STATE_CREATED, STATE_VISIBLE);
    for (unsigned i = 0; i < n_rounds; i++) {
        script_round();
    }
    refused();
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_packet = first;
    script_verdict(0, VERDICT_INSTALLED);
}

/* The flow vanishes, and the ukey stays (B78). */
static void vanished(unsigned n_rounds)
{
    script_install(0, 1);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    for (unsigned i = 0; i < n_rounds; i++) {
        script_round();
    }
    refused();
}

static void vanished_before_a_round(void)
{
    vanished(0);
}

static void vanished_for_a_round(void)
{
    vanished(1);
}

/* Rounds whose dumps were not complete count too, but it takes four. */
static void vanished_for_incomplete_rounds(unsigned n)
{
    script_install(1, 7);
    model_arm(FAULT_DUMP_OMIT, 1, n);
    vanished(n);
}

static void vanished_for_three_incomplete_rounds(void)
{
    vanished_for_incomplete_rounds(3);
}

static void vanished_for_four_incomplete_rounds(void)
{
    vanished_for_incomplete_rounds(4);
}

/* Its put is unanswered, however many rounds have passed. */
static void not_put_yet(void)
{
    refused_before_its_put(1, 5);
}

/* It is in the datapath. */
static void there(void)
{
    script_install(0, 1);
    script_round();
    refused();
}

static void vanish_in_dump(void)
{
    struct cache_record record;
    unsigned thread;

    world->round_begin(1, 1);
    EXPECT(world->dump_create(true));
    thread = world->dump_thread_create();
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    while (world->dump_next(thread, &record, 1)) {
        continue;
    }
    world->dump_thread_destroy(thread);
    world->round_end(1, 1, !world->dump_destroy());
}

/* A round that has begun before need not see it. */
static void vanished_in_a_round(void)
{
    script_install(0, 1);
    vanish_in_dump();
    refused();
}

/* The miss is as old as the round: it may have been refused before that was over. */
static void vanished_before_a_miss_and_a_round(void)
{
    script_install(0, 1);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    script_miss(0);
    script_handle(0);
    script_round();
    script_verdict(0, VERDICT_DUPLICATE);
}

static void go_and(enum cache_state to)
{
    script_install(0, 1);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    script_round();
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(script_operate(CACHE_DELETE, 0).error == ENOENT);
    if (to == STATE_DELETED) {
        script_forget(0, 1);
    }
}

/* That it is on its way out does not give it another round. */
static void vanished_and_evicting(void)
{
    go_and(STATE_EVICTING);
    refused();
}

/* But the next ukey has all its rounds before it. */
static void vanished_and_installed_again(void)
{
    go_and(STATE_DELETED);
    refused_before_its_put(2, 0);
}

/* And so has the ukey for whose flow another one has come. */
static void vanished_and_came_back(void)
{
    script_install(0, 1);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    script_round();
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    refused();
}

static const struct script_test tests[] = {
    {"vanished before a round", vanished_before_a_round, NULL, NULL, NULL},
    {"vanished for a round", vanished_for_a_round, "STALL", "gone-for-long", NULL},
    {"vanished, three incomplete rounds", vanished_for_three_incomplete_rounds, NULL, NULL, NULL},
    {"vanished, four incomplete rounds", vanished_for_four_incomplete_rounds, "STALL",
     "gone-for-long", NULL},
    {"not put yet", not_put_yet, NULL, NULL, NULL},
    {"there", there, NULL, NULL, NULL},
    {"vanished in a round", vanished_in_a_round, NULL, NULL, NULL},
    {"vanished before a miss and a round", vanished_before_a_miss_and_a_round, NULL, NULL, NULL},
    {"vanished and evicting", vanished_and_evicting, "STALL", "gone-for-long", NULL},
    {"vanished and installed again", vanished_and_installed_again, NULL, NULL, NULL},
    {"vanished and came back", vanished_and_came_back, NULL, NULL, NULL},
};
SCRIPT_MAIN(tests)
