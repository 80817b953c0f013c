/* ONCE: what may be credited, and what must be. */
#include <stddef.h>

#include "test/check.h"
#include "play.h"

static void whole_life(void)
{
    uint64_t seed;

    play_install();
    play_hit(N_HITS);
    play_credit(0, 4);
    play_credit(4, 4);
    play_hit(1);
    seed = slot_find(FLOW, PMD)->live.seed;
    play_delete_flow();
    stress_world.push_stats(FLOW, FLOW, PMD,
                            &(struct cache_stats){.n_packets = N_HITS + 1 - 4,
                                                  .n_bytes = instance_bytes(seed, N_HITS + 1) -
                                                             instance_bytes(seed, 4)});
    play_remove_ukey();
    play_quiescence();
    world_end();
}

/* The counter is reset, and has passed the ukey's base when the ukey looks. */
static void carry_base(void)
{
    uint64_t old, new;

    play_install();
    play_hit(N_HITS);
    play_credit(0, N_HITS);
    old = slot_find(FLOW, PMD)->live.seed;
    play_succeed(END_RESET);
    play_hit(N_HITS + 3);
    new = slot_find(FLOW, PMD)->live.seed;
    stress_world.push_stats(FLOW, FLOW, PMD,
                            &(struct cache_stats){.n_packets = 3,
                                                  .n_bytes = instance_bytes(new, N_HITS + 3) -
                                                             instance_bytes(old, N_HITS)});
    play_credit(N_HITS + 3, N_HITS + 3);
    play_quiescence();
}

/* ... or has not, and the ukey says so. */
static void mask_counter(void)
{
    play_install();
    play_hit(N_HITS);
    play_credit(0, N_HITS);
    play_succeed(END_RESET);
    play_hit(3);
    play_declare(LOST_DECREASED);
    play_quiescence();
}

static void mask_silently(void)
{
    play_install();
    play_hit(N_HITS);
    play_credit(0, N_HITS);
    play_succeed(END_RESET);
    play_hit(3);
    play_quiescence();
}

static void credit_twice(void)
{
    play_install();
    play_hit(N_HITS);
    play_credit(0, 5);
    play_credit(0, 5);
}

static void credit_overlap(void)
{
    play_install();
    play_hit(N_HITS);
    play_credit(0, 5);
    play_credit(4, 9);
}

static void leave_out(void)
{
    play_install();
    play_hit(N_HITS);
    play_credit(0, 2);
    play_credit(3, 5);
}

static void credit_ahead(void)
{
    play_install();
    play_hit(N_HITS);
    play_credit(0, N_HITS + 1);
}

static void credit_elsewhere(void)
{
    play_install();
    play_hit(N_HITS);
    stress_world.push_stats(
        FLOW, FLOW + 1, PMD,
        &(struct cache_stats){.n_packets = 1,
                              .n_bytes = instance_bytes(slot_find(FLOW, PMD)->live.seed, 1)});
}

static void forget_hits(void)
{
    play_install();
    play_hit(N_HITS);
    play_credit(0, N_HITS - 1);
    play_quiescence();
}

static void forget_deleted(void)
{
    play_install();
    play_hit(N_HITS);
    play_delete_flow();
    play_quiescence();
}

static void vanish_declared(void)
{
    play_install();
    play_hit(N_HITS);
    play_vanish();
    play_declare(LOST_VANISHED);
    play_quiescence();
}

static void vanish_silently(void)
{
    play_install();
    play_hit(N_HITS);
    play_declare(LOST_VANISHED); /* Too early: nothing was lost yet. */
    play_vanish();
    play_quiescence();
}

static void move_declared(void)
{
    play_install();
    play_hit(N_HITS);
    play_credit(0, 5);
    play_succeed(END_MOVED);
    play_declare(LOST_LAYER_CHANGED);
    play_quiescence();
}

static void move_silently(void)
{
    play_install();
    play_hit(N_HITS);
    play_credit(0, 5);
    play_succeed(END_MOVED);
    play_quiescence();
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
    play_translate(PACKET + 1);
}

static void end_twice(void)
{
    play_install();
    play_end_upcall(PACKET, VERDICT_INSTALLED);
}

static void translate_other(void)
{
    play_begin_upcall(PACKET);
    play_translate(PACKET + 2);
}

static const struct play plays[] = {
    {"whole_life", whole_life, ""},
    {"carry_base", carry_base, ""},
    {"mask_counter", mask_counter, ""},
    {"mask_silently", mask_silently, "ONCE"},
    {"credit_twice", credit_twice, "ONCE"},
    {"credit_overlap", credit_overlap, "ONCE"},
    {"leave_out", leave_out, "ONCE"},
    {"credit_ahead", credit_ahead, "ONCE"},
    {"credit_elsewhere", credit_elsewhere, "ONCE"},
    {"forget_hits", forget_hits, "ONCE"},
    {"forget_deleted", forget_deleted, "ONCE"},
    {"vanish_declared", vanish_declared, ""},
    {"vanish_silently", vanish_silently, "ONCE"},
    {"move_declared", move_declared, ""},
    {"move_silently", move_silently, "ONCE"},
    {"credit_other_bytes", credit_other_bytes, "ONCE"},
    {"credit_hit_as_miss", credit_hit_as_miss, "ONCE"},
    {"end_twice", end_twice, "ONCE"},
    {"translate_other", translate_other, "ONCE"},
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
