/* STATE, OPS, STALL, RCU and LEAK. */
#include <stddef.h>

#include <urcu/urcu-qsbr.h>

#include "test/check.h"
#include "play.h"

static void step_back(void)
{
    play_install();
    play_step(play_last_serial, STATE_OPERATIONAL, STATE_VISIBLE);
}

static void step_from_elsewhere(void)
{
    play_install();
    play_step(play_last_serial, STATE_VISIBLE, STATE_EVICTING);
}

static void two_ukeys(void)
{
    play_install();
    play_step(++play_last_serial, STATE_CREATED, STATE_VISIBLE);
}

static void *evict_here(void *aux)
{
    play_step(play_last_serial, STATE_OPERATIONAL, STATE_EVICTING);
    return NULL;
}

static void take_over_eviction(void)
{
    pthread_t thread;

    play_install();
    pthread_create(&thread, NULL, evict_here, NULL);
    pthread_join(thread, NULL);
    play_step(play_last_serial, STATE_EVICTING, STATE_EVICTED);
}

static void put_without_ukey(void)
{
    play_operate(CACHE_PUT);
}

static void put_twice(void)
{
    play_install();
    play_operate(CACHE_PUT);
}

static void delete_operational(void)
{
    play_install();
    play_operate(CACHE_DELETE);
}

static void delete_twice(void)
{
    play_install();
    play_delete_flow();
    play_operate(CACHE_DELETE);
}

/* A get has told that there is none. */
static void delete_gone(void)
{
    play_install();
    play_vanish();
    play_operate(CACHE_GET);
    play_delete_flow();
}

/* ... but it was asked during a dump, by somebody who knew of no ukey. */
static void delete_maybe_gone(void)
{
    stress_world.dump_create(true);
    play_install();
    play_vanish();
    play_operate(CACHE_GET);
    stress_world.dump_destroy();
    play_delete_flow();
}

static void modify_evicting(void)
{
    play_install();
    play_step(play_last_serial, STATE_OPERATIONAL, STATE_EVICTING);
    play_operate(CACHE_MODIFY);
}

static void speak_of_no_flow(void)
{
    struct cache_op op = {.type = CACHE_GET, .flow = 4, .pmd = PMD};

    stress_world.operate(&op, 1);
}

static void stall_behind_evicted(void)
{
    play_install();
    play_delete_flow();
    play_step(play_last_serial, STATE_EVICTING, STATE_EVICTED);
    play_begin_upcall(PACKET + 2);
    play_end_upcall(PACKET + 2, VERDICT_DUPLICATE);
}

static void duplicate_legally(void)
{
    play_install();
    play_begin_upcall(PACKET + 2);
    play_delete_flow();
    play_step(play_last_serial, STATE_EVICTING, STATE_EVICTED);
    play_end_upcall(PACKET + 2, VERDICT_DUPLICATE);
}

static void refuse(unsigned n_rounds, uint64_t ms_ago)
{
    play_install();
    play_step(play_last_serial, STATE_OPERATIONAL, STATE_EVICTING);
    play_vanish();
    play_begin_upcall(PACKET + 2);
    play_end_upcall(PACKET + 2, VERDICT_CONTENDED);
    for (unsigned i = 0; i < n_rounds; i++) {
        stress_world.round_begin(i + 1, 1);
        stress_world.round_end(i + 1, 1, true);
    }
    slot_find(FLOW, PMD)->refused_ms -= ms_ago;
    play_begin_upcall(PACKET + 4);
    play_end_upcall(PACKET + 4, VERDICT_CONTENDED);
}

static void refuse_for_ever(void)
{
    refuse(6, 5000);
}

static void refuse_for_rounds(void)
{
    refuse(5, 5000);
}

static void refuse_for_seconds(void)
{
    refuse(6, 2000);
}

static void install_without_put(void)
{
    play_begin_upcall(PACKET);
    play_step(++play_last_serial, STATE_CREATED, STATE_VISIBLE);
    play_end_upcall(PACKET, VERDICT_INSTALLED);
}

static void refuse_to_cache(void)
{
    play_begin_upcall(PACKET);
    play_end_upcall(PACKET, VERDICT_NOT_CACHEABLE);
}

static void install_a_hit(void)
{
    stress_world.upcall_begin(FLOW, PMD, PACKET + 1);
    play_end_upcall(PACKET + 1, VERDICT_INSTALLED);
}

static void free_in_umap(void)
{
    play_install();
    stress_world.freed(FLOW, PMD, play_last_serial);
}

static void leak_ukey(void)
{
    play_install();
    play_delete_flow();
    play_step(play_last_serial, STATE_EVICTING, STATE_EVICTED);
    play_step(play_last_serial, STATE_EVICTED, STATE_DELETED);
    stress_world.release(FLOW);
    world_end();
}

static void leak_translation(void)
{
    play_begin_upcall(PACKET);
    play_end_upcall(PACKET, VERDICT_LIMITED);
    world_end();
}

/* Asks the datapath again and again, as a reader or not, while grace periods end as fast as they
 * can. */
static void ask_during_grace_periods(bool reader)
{
    enum { N_OPS = 64 };
    struct cache_op ops[N_OPS];
    struct stress_result result;

    CHECK(ages_start());
    do {
        for (unsigned i = 0; i < N_OPS; i++) {
            ops[i] = (struct cache_op){.type = CACHE_GET, .flow = FLOW, .pmd = PMD};
        }
        stress_world.operate(ops, N_OPS);
        if (reader) {
            urcu_qsbr_quiescent_state();
        }
        ages_collect(&result);
    } while (result.n_grace_periods < (reader ? 300 : 20000));
}

static void ask_as_reader(void)
{
    urcu_qsbr_register_thread();
    ask_during_grace_periods(true);
    urcu_qsbr_unregister_thread();
}

static void ask_as_no_reader(void)
{
    ask_during_grace_periods(false);
}

static const struct play plays[] = {
    {"step_back", step_back, "STATE"},
    {"step_from_elsewhere", step_from_elsewhere, "STATE"},
    {"two_ukeys", two_ukeys, "STATE"},
    {"take_over_eviction", take_over_eviction, "STATE"},
    {"put_without_ukey", put_without_ukey, "OPS"},
    {"put_twice", put_twice, "OPS"},
    {"delete_operational", delete_operational, "OPS"},
    {"delete_twice", delete_twice, "OPS"},
    {"delete_gone", delete_gone, "OPS"},
    {"delete_maybe_gone", delete_maybe_gone, ""},
    {"modify_evicting", modify_evicting, "OPS"},
    {"speak_of_no_flow", speak_of_no_flow, "OPS"},
    {"stall_behind_evicted", stall_behind_evicted, "STALL"},
    {"duplicate_legally", duplicate_legally, ""},
    {"refuse_for_ever", refuse_for_ever, "STALL"},
    {"refuse_for_rounds", refuse_for_rounds, ""},
    {"refuse_for_seconds", refuse_for_seconds, ""},
    {"install_without_put", install_without_put, "STALL"},
    {"refuse_to_cache", refuse_to_cache, "STALL"},
    {"install_a_hit", install_a_hit, "STALL"},
    {"free_in_umap", free_in_umap, "RCU"},
    {"ask_as_reader", ask_as_reader, ""},
    {"ask_as_no_reader", ask_as_no_reader, "RCU"},
    {"leak_ukey", leak_ukey, "LEAK"},
    {"leak_translation", leak_translation, "LEAK"},
};

static void test_plays(void)
{
    play_all(plays, sizeof plays / sizeof plays[0]);
}

int main(void)
{
    const struct test_case tests[] = {CASE(test_plays)};

    return RUN_CASES(tests);
}
