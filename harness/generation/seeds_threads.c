/*
 * Seeds of what main asks of the cache's threads, and of the limits.
 */
#include "generation/compose.h"
#include "generation/seed_internal.h"

static void purge(struct scenario *s)
{
    compose_begin(s, 2, 2, 2, 2);
    compose_install(s, 0);
    compose_install(s, 1);
    for (unsigned i = 0; i < 6; i++) {
        scenario_packet(s, i & 1, OP_PACKET, i / 2 & 1, i, 1);
    }
    scenario_main(s, OP_PURGE, 0, 0, 0);
    compose_packets(s, 0, 2);
    scenario_main(s, OP_FLUSH, 0, 0, 0);
    compose_packets(s, 1, 2);
}

static void pause_and_resume(struct scenario *s)
{
    compose_begin(s, 1, 2, 1, 1);
    scenario_main(s, OP_RESUME, 0, 0, 0);
    compose_install(s, 0);
    scenario_packet(s, 0, OP_PACKET, 0, 0, 3);
    scenario_main(s, OP_PAUSE, 0, 0, 0);
    scenario_main(s, OP_PAUSE, 0, 0, 0);
    compose_wait_round(s);
    scenario_main(s, OP_PURGE, 0, 0, 0);
    compose_packets(s, 0, 2);
    scenario_main(s, OP_SET_THREADS, 0, 1, 0);
    scenario_main(s, OP_RESUME, 0, 0, 0);
    scenario_main(s, OP_RESUME, 0, 0, 0);
    compose_wait_round(s);
}

static void reconfiguration(struct scenario *s)
{
    compose_begin(s, 1, 1, 2, 2);
    compose_install(s, 0);
    scenario_packet(s, 0, OP_PACKET, 0, 3, 3);
    scenario_packet(s, 1, OP_PACKET, 1, 2, 3);
    scenario_main(s, OP_SET_THREADS, 0, 3, 2);
    compose_packets(s, 1, 2);
    scenario_main(s, OP_STOP, 0, 0, 0);
    compose_packets(s, 0, 2);
    scenario_main(s, OP_START, 0, 1, 1);
    compose_wait_round(s);
    scenario_main(s, OP_STOP, 0, 1, 0);
    scenario_main(s, OP_STOP, 0, 1, 0);
    scenario_main(s, OP_START, 0, 0, 0);
    compose_packets(s, 0, 2);
}

static void limit(struct scenario *s)
{
    compose_begin(s, 1, 1, 1, 4);
    s->flow_limit = 1;
    for (unsigned flow = 0; flow < 4; flow++) {
        compose_packets(s, flow, 2);
        scenario_main(s, OP_ADVANCE, 0, 101, 0);
        compose_pause_ms(s, 1);
    }
    for (unsigned flow = 0; flow < 4; flow++) {
        scenario_main(s, OP_FOREIGN, flow, 0, 0);
    }
    compose_wait_round(s);
    compose_pause_ms(s, 200);
    compose_wait_round(s);
}

/* Two of the four are one too many each; the other two are over the limit, and in use. */
static void far_too_many(struct scenario *s)
{
    compose_begin(s, 1, 1, 0, 4);
    s->flow_limit = 1;
    scenario_main(s, OP_PAUSE, 0, 0, 0);
    for (unsigned flow = 0; flow < 4; flow++) {
        scenario_main(s, OP_FOREIGN, flow, 0, 0);
        compose_packets(s, flow, 1);
    }
    scenario_main(s, OP_RESUME, 0, 0, 0);
    compose_wait_round(s);
}

/* A round that takes long lowers the limit, and the ones after it, being short, raise it again. */
static void slow_rounds(struct scenario *s)
{
    compose_begin(s, 1, 2, 0, 3);
    s->max_idle_ms = 60000;
    for (unsigned i = 0; i < 2; i++) {
        compose_pause_ms(s, 6);
        scenario_main(s, OP_REVALIDATE, 0, 0, 0);
        for (unsigned flow = 0; flow < 3; flow++) {
            compose_packets(s, flow, 2);
        }
        scenario_main(s, OP_ADVANCE, 0, 20000 & 255, 20000 >> 8);
    }
    compose_wait_round(s);
    compose_wait_round(s);
}

/* More flows than the limit allows, were they all in the same layer. */
static void offloaded_limit(struct scenario *s)
{
    compose_begin(s, 1, 1, 0, 3);
    s->flow_limit = 1;
    compose_install(s, 0);
    scenario_main(s, OP_MOVE_LAYER, 0, 0, 0);
    compose_packets(s, 0, 2);
    compose_wait_round(s);
    compose_packets(s, 1, 2);
    compose_packets(s, 2, 2);
    compose_wait_round(s);
}

/* Rounds that take long, and an offloaded flow that was used, but not in the last one. Other
 * packets keep main at work until a round has begun. */
static void offloaded_slow_rounds(struct scenario *s)
{
    compose_begin(s, 1, 1, 0, 2);
    s->max_revalidator_ms = 20;
    compose_install(s, 0);
    scenario_main(s, OP_MOVE_LAYER, 0, 0, 0);
    compose_packets(s, 0, 2);
    compose_wait_round(s);
    for (unsigned i = 0; i < 6; i++) {
        scenario_main(s, OP_REVALIDATE, 0, 0, 0);
        compose_pause_ms(s, 5);
        compose_packets(s, 1, 4);
        scenario_main(s, OP_ADVANCE, 0, 120, 0);
    }
    compose_wait_round(s);
}

/* clang-format off */
const struct seed seeds_of_threads[] = {
    {"purge",                 purge,                 {NULL}},
    {"pause-and-resume",      pause_and_resume,      {NULL}},
    {"reconfiguration",       reconfiguration,       {NULL}},
    {"limit",                 limit,                 {"upcall_flow_limit_hit", "upcall_flow_limit_kill"}},
    {"far-too-many",          far_too_many,          {"ukey_adopted", "upcall_flow_limit_kill"}},
    {"slow-rounds",           slow_rounds,           {"upcall_flow_limit_scaled", "upcall_flow_limit_grew"}},
    {"offloaded-limit",       offloaded_limit,       {"ukey_dp_change", "upcall_flow_limit_hit"}},
    {"offloaded-slow-rounds", offloaded_slow_rounds, {"ukey_dp_change"}},
    {.name = NULL},
};
/* clang-format on */
