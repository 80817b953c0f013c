/*
 * The oracles: a small cache, played by hand, that does what it should, and then one mistake. Each
 * is played in a process of its own and must end with a violation of the tag that it is listed
 * with, or with none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <urcu/urcu-qsbr.h>

#include "stress/internal.h"

enum { FLOW = 2, PMD = CACHE_PMD_NULL, PACKET = 1001, N_HITS = 10 };

static uint64_t last_serial;

static void step(uint64_t serial, enum cache_state from, enum cache_state to)
{
    stress_world.transition(FLOW, PMD, serial, from, to);
}

static int operate(enum cache_op_type type)
{
    struct cache_op op = {.type = type, .flow = FLOW, .pmd = PMD, .actions = rules_actions(FLOW)};

    stress_world.operate(&op, 1);
    return op.error;
}

static void translate(uint64_t packet)
{
    struct cache_stats stats = {.n_packets = 1, .n_bytes = packet_bytes(packet)};
    struct cache_translation translation;

    stress_world.translate(CACHE_TRANSLATE_UPCALL, FLOW, PMD, packet, &stats, &translation);
}

static void begin_upcall(uint64_t packet)
{
    stress_world.upcall_begin(FLOW, PMD, packet);
    translate(packet);
}

static void end_upcall(uint64_t packet, enum cache_verdict verdict)
{
    stress_world.upcall_end(FLOW, PMD, packet, verdict);
}

/* An upcall installs the flow. */
static void install(void)
{
    begin_upcall(PACKET);
    step(++last_serial, STATE_CREATED, STATE_VISIBLE);
    operate(CACHE_PUT);
    step(last_serial, STATE_VISIBLE, STATE_OPERATIONAL);
    end_upcall(PACKET, VERDICT_INSTALLED);
}

static struct slot *locked(void)
{
    struct slot *slot = slot_find(FLOW, PMD);

    slot_lock(slot);
    return slot;
}

static void hit(unsigned n)
{
    struct slot *slot = locked();

    while (n-- > 0) {
        flow_hit(slot, FLOW, PMD, 1);
    }
    slot_unlock(slot);
}

/* Credits hits of the live instance. */
static void credit(uint64_t from, uint64_t to)
{
    uint64_t seed = slot_find(FLOW, PMD)->live.seed;

    stress_world.push_stats(FLOW, FLOW, PMD, to - from,
                            instance_bytes(seed, to) - instance_bytes(seed, from));
}

static void succeed(enum instance_end how)
{
    struct slot *slot = locked();

    flow_read(slot);
    flow_succeed(slot, FLOW, PMD, how);
    slot_unlock(slot);
}

static void vanish(void)
{
    struct slot *slot = locked();

    flow_remove(slot, FLOW, PMD, END_VANISHED);
    slot_unlock(slot);
}

static void declare(enum cache_loss reason)
{
    stress_world.loss(FLOW, PMD, reason);
}

/* Everyone is at rest. */
static void rest(void)
{
    struct slot *slot = locked();

    once_check_rest(slot, FLOW, PMD);
    slot_unlock(slot);
}

static void delete_flow(void)
{
    step(last_serial, STATE_OPERATIONAL, STATE_EVICTING);
    operate(CACHE_DELETE);
}

static void remove_ukey(void)
{
    step(last_serial, STATE_EVICTING, STATE_EVICTED);
    step(last_serial, STATE_EVICTED, STATE_DELETED);
    stress_world.freed(FLOW, PMD, last_serial);
    stress_world.release(FLOW);
}

static void whole_life(void)
{
    uint64_t seed;

    install();
    hit(N_HITS);
    credit(0, 4);
    credit(4, 4);
    hit(1);
    seed = slot_find(FLOW, PMD)->live.seed;
    delete_flow();
    stress_world.push_stats(FLOW, FLOW, PMD, N_HITS + 1 - 4,
                            instance_bytes(seed, N_HITS + 1) - instance_bytes(seed, 4));
    remove_ukey();
    rest();
    world_end();
}

/* The counter is reset, and has passed the ukey's base when the ukey looks. */
static void carry_base(void)
{
    uint64_t old, new;

    install();
    hit(N_HITS);
    credit(0, N_HITS);
    old = slot_find(FLOW, PMD)->live.seed;
    succeed(END_RESET);
    hit(N_HITS + 3);
    new = slot_find(FLOW, PMD)->live.seed;
    stress_world.push_stats(FLOW, FLOW, PMD, 3,
                            instance_bytes(new, N_HITS + 3) - instance_bytes(old, N_HITS));
    credit(N_HITS + 3, N_HITS + 3);
    rest();
}

/* ... or has not, and the ukey says so. */
static void mask_counter(void)
{
    install();
    hit(N_HITS);
    credit(0, N_HITS);
    succeed(END_RESET);
    hit(3);
    declare(LOST_DECREASED);
    rest();
}

static void mask_silently(void)
{
    install();
    hit(N_HITS);
    credit(0, N_HITS);
    succeed(END_RESET);
    hit(3);
    rest();
}

static void credit_twice(void)
{
    install();
    hit(N_HITS);
    credit(0, 5);
    credit(0, 5);
}

static void credit_overlap(void)
{
    install();
    hit(N_HITS);
    credit(0, 5);
    credit(4, 9);
}

static void leave_out(void)
{
    install();
    hit(N_HITS);
    credit(0, 2);
    credit(3, 5);
}

static void credit_ahead(void)
{
    install();
    hit(N_HITS);
    credit(0, N_HITS + 1);
}

static void credit_elsewhere(void)
{
    install();
    hit(N_HITS);
    stress_world.push_stats(FLOW, FLOW + 1, PMD, 1,
                            instance_bytes(slot_find(FLOW, PMD)->live.seed, 1));
}

static void forget_hits(void)
{
    install();
    hit(N_HITS);
    credit(0, N_HITS - 1);
    rest();
}

static void forget_deleted(void)
{
    install();
    hit(N_HITS);
    delete_flow();
    rest();
}

static void vanish_declared(void)
{
    install();
    hit(N_HITS);
    vanish();
    declare(LOST_VANISHED);
    rest();
}

static void vanish_silently(void)
{
    install();
    hit(N_HITS);
    declare(LOST_VANISHED); /* Too early: nothing was lost yet. */
    vanish();
    rest();
}

static void move_declared(void)
{
    install();
    hit(N_HITS);
    credit(0, 5);
    succeed(END_MOVED);
    declare(LOST_LAYER_CHANGED);
    rest();
}

static void move_silently(void)
{
    install();
    hit(N_HITS);
    credit(0, 5);
    succeed(END_MOVED);
    rest();
}

static void credit_other_bytes(void)
{
    struct cache_stats stats = {.n_packets = 1, .n_bytes = packet_bytes(PACKET) + 1};
    struct cache_translation translation;

    stress_world.upcall_begin(FLOW, PMD, PACKET);
    stress_world.translate(CACHE_TRANSLATE_UPCALL, FLOW, PMD, PACKET, &stats, &translation);
}

static void credit_hit_as_miss(void)
{
    stress_world.upcall_begin(FLOW, PMD, PACKET + 1);
    translate(PACKET + 1);
}

static void end_twice(void)
{
    install();
    end_upcall(PACKET, VERDICT_INSTALLED);
}

static void translate_other(void)
{
    begin_upcall(PACKET);
    translate(PACKET + 2);
}

static void step_back(void)
{
    install();
    step(last_serial, STATE_OPERATIONAL, STATE_VISIBLE);
}

static void step_from_elsewhere(void)
{
    install();
    step(last_serial, STATE_VISIBLE, STATE_EVICTING);
}

static void two_ukeys(void)
{
    install();
    step(++last_serial, STATE_CREATED, STATE_VISIBLE);
}

static void *evict_here(void *aux)
{
    step(last_serial, STATE_OPERATIONAL, STATE_EVICTING);
    return NULL;
}

static void take_over_eviction(void)
{
    pthread_t thread;

    install();
    pthread_create(&thread, NULL, evict_here, NULL);
    pthread_join(thread, NULL);
    step(last_serial, STATE_EVICTING, STATE_EVICTED);
}

static void put_without_ukey(void)
{
    operate(CACHE_PUT);
}

static void put_twice(void)
{
    install();
    operate(CACHE_PUT);
}

static void delete_operational(void)
{
    install();
    operate(CACHE_DELETE);
}

static void delete_twice(void)
{
    install();
    delete_flow();
    operate(CACHE_DELETE);
}

/* A get has told that there is none. */
static void delete_gone(void)
{
    install();
    vanish();
    operate(CACHE_GET);
    delete_flow();
}

/* ... but it was asked during a dump, by somebody who knew of no ukey. */
static void delete_maybe_gone(void)
{
    stress_world.dump_create(true);
    install();
    vanish();
    operate(CACHE_GET);
    stress_world.dump_destroy();
    delete_flow();
}

static void modify_evicting(void)
{
    install();
    step(last_serial, STATE_OPERATIONAL, STATE_EVICTING);
    operate(CACHE_MODIFY);
}

static void speak_of_no_flow(void)
{
    struct cache_op op = {.type = CACHE_GET, .flow = 4, .pmd = PMD};

    stress_world.operate(&op, 1);
}

static void stall_behind_evicted(void)
{
    install();
    delete_flow();
    step(last_serial, STATE_EVICTING, STATE_EVICTED);
    begin_upcall(PACKET + 2);
    end_upcall(PACKET + 2, VERDICT_DUPLICATE);
}

static void duplicate_legally(void)
{
    install();
    begin_upcall(PACKET + 2);
    delete_flow();
    step(last_serial, STATE_EVICTING, STATE_EVICTED);
    end_upcall(PACKET + 2, VERDICT_DUPLICATE);
}

static void refuse(unsigned n_rounds, uint64_t ms_ago)
{
    install();
    step(last_serial, STATE_OPERATIONAL, STATE_EVICTING);
    vanish();
    begin_upcall(PACKET + 2);
    end_upcall(PACKET + 2, VERDICT_CONTENDED);
    for (unsigned i = 0; i < n_rounds; i++) {
        stress_world.round_begin(i + 1, 1);
        stress_world.round_end(i + 1, 1, true);
    }
    slot_find(FLOW, PMD)->refused_ms -= ms_ago;
    begin_upcall(PACKET + 4);
    end_upcall(PACKET + 4, VERDICT_CONTENDED);
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
    refuse(6, 4000);
}

static void install_without_put(void)
{
    begin_upcall(PACKET);
    step(++last_serial, STATE_CREATED, STATE_VISIBLE);
    end_upcall(PACKET, VERDICT_INSTALLED);
}

static void refuse_to_cache(void)
{
    begin_upcall(PACKET);
    end_upcall(PACKET, VERDICT_NOT_CACHEABLE);
}

static void install_a_hit(void)
{
    stress_world.upcall_begin(FLOW, PMD, PACKET + 1);
    end_upcall(PACKET + 1, VERDICT_INSTALLED);
}

static void free_in_umap(void)
{
    install();
    stress_world.freed(FLOW, PMD, last_serial);
}

static void leak_ukey(void)
{
    install();
    delete_flow();
    step(last_serial, STATE_EVICTING, STATE_EVICTED);
    step(last_serial, STATE_EVICTED, STATE_DELETED);
    stress_world.release(FLOW);
    world_end();
}

static void leak_translation(void)
{
    begin_upcall(PACKET);
    end_upcall(PACKET, VERDICT_LIMITED);
    world_end();
}

/* Asks the datapath again and again, as a reader or not, while grace periods end as fast as they
 * can. */
static void ask_during_grace_periods(bool reader)
{
    enum { N_OPS = 64 };
    struct cache_op ops[N_OPS];
    struct stress_result result;

    assert_true(ages_start());
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

static const struct {
    const char *name;
    void (*play)(void);
    const char *tag; /* "": none. */
} plays[] = {
#define PLAY(NAME, TAG)  \
    {                    \
#NAME, NAME, TAG \
    }
    PLAY(whole_life, ""),
    PLAY(carry_base, ""),
    PLAY(mask_counter, ""),
    PLAY(mask_silently, "ONCE"),
    PLAY(credit_twice, "ONCE"),
    PLAY(credit_overlap, "ONCE"),
    PLAY(leave_out, "ONCE"),
    PLAY(credit_ahead, "ONCE"),
    PLAY(credit_elsewhere, "ONCE"),
    PLAY(forget_hits, "ONCE"),
    PLAY(forget_deleted, "ONCE"),
    PLAY(vanish_declared, ""),
    PLAY(vanish_silently, "ONCE"),
    PLAY(move_declared, ""),
    PLAY(move_silently, "ONCE"),
    PLAY(credit_other_bytes, "ONCE"),
    PLAY(credit_hit_as_miss, "ONCE"),
    PLAY(end_twice, "ONCE"),
    PLAY(translate_other, "ONCE"),
    PLAY(step_back, "STATE"),
    PLAY(step_from_elsewhere, "STATE"),
    PLAY(two_ukeys, "STATE"),
    PLAY(take_over_eviction, "STATE"),
    PLAY(put_without_ukey, "OPS"),
    PLAY(put_twice, "OPS"),
    PLAY(delete_operational, "OPS"),
    PLAY(delete_twice, "OPS"),
    PLAY(delete_gone, "OPS"),
    PLAY(delete_maybe_gone, ""),
    PLAY(modify_evicting, "OPS"),
    PLAY(speak_of_no_flow, "OPS"),
    PLAY(stall_behind_evicted, "STALL"),
    PLAY(duplicate_legally, ""),
    PLAY(refuse_for_ever, "STALL"),
    PLAY(refuse_for_rounds, ""),
    PLAY(refuse_for_seconds, ""),
    PLAY(install_without_put, "STALL"),
    PLAY(refuse_to_cache, "STALL"),
    PLAY(install_a_hit, "STALL"),
    PLAY(free_in_umap, "RCU"),
    PLAY(ask_as_reader, ""),
    PLAY(ask_as_no_reader, "RCU"),
    PLAY(leak_ukey, "LEAK"),
    PLAY(leak_translation, "LEAK"),
#undef PLAY
};

static size_t counters(struct cache_counter *into, size_t max)
{
    return 0;
}

static int out;

static void on_violation(const struct stress_result *result)
{
    if (write(out, result->violation.tag, strlen(result->violation.tag)) < 0) {
        _exit(2);
    }
    _exit(0);
}

static _Noreturn void play_here(unsigned i)
{
    static const struct cache_under_test cache = {.counters = counters};
    const struct stress_hooks hooks = {.on_violation = on_violation};
    struct stress_settings settings = stress_defaults();
    struct stress_result result;

    settings.n_flows = 4;
    if (!world_begin(&cache, &settings, &hooks, &result)) {
        _exit(2);
    }
    plays[i].play();
    _exit(0);
}

static void test_plays(void **state)
{
    for (unsigned i = 0; i < sizeof plays / sizeof plays[0]; i++) {
        char tag[16] = "";
        int in[2], status;
        pid_t pid;

        assert_false(pipe(in));
        out = in[1];
        pid = fork();
        if (!pid) {
            play_here(i);
        }
        close(in[1]);
        assert_true(read(in[0], tag, sizeof tag - 1) >= 0);
        close(in[0]);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (!WIFEXITED(status) || WEXITSTATUS(status) || strcmp(tag, plays[i].tag)) {
            fail_msg("%s: violates '%s', expected '%s'; status %d", plays[i].name, tag,
                     plays[i].tag, status);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_plays)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
