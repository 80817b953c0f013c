/*
 * What scripts do again and again, made of the steps of script.c.
 */
#include "script.h"

void script_pass_ms(uint64_t ms)
{
    runtime_advance_ns(ms * UINT64_C(1000000));
}

void script_install(unsigned flow, uint64_t serial)
{
    script_miss(flow);
    script_handle(flow);
    script_step(flow, serial, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_PUT, flow).error);
    script_step(flow, serial, STATE_VISIBLE, STATE_OPERATIONAL);
    script_verdict(flow, VERDICT_INSTALLED);
}

void script_install_on_packet_thread(void)
{
    struct cache_stats stats = {.n_packets = 1, .n_bytes = model_packet_bytes(script_packet)};
    struct cache_translation translation;

    world->upcall_begin(0, 1, script_packet);
    world->translate(CACHE_TRANSLATE_UPCALL, 0, 1, script_packet, &stats, &translation);
    script_will_execute(script_packet, translation.execute);
    world->transition(0, 1, 1, STATE_CREATED, STATE_VISIBLE);
    world->upcall_end(0, 1, script_packet, VERDICT_INSTALLED);
}

struct cache_op script_delete(unsigned flow, uint64_t serial)
{
    cache->revalidate();
    script_step(flow, serial, STATE_OPERATIONAL, STATE_EVICTING);
    return script_operate(CACHE_DELETE, flow);
}

void script_forget(unsigned flow, uint64_t serial)
{
    script_step(flow, serial, STATE_EVICTING, STATE_EVICTED);
    script_step(flow, serial, STATE_EVICTED, STATE_DELETED);
    world->freed(flow, CACHE_PMD_NULL, serial);
}

void script_adopt(unsigned n)
{
    for (unsigned flow = 0; flow < n; flow++) {
        EXPECT(model_install_foreign(flow, CACHE_PMD_NULL, true, true));
        script_hit(flow, 1);
    }
    script_round();
    for (unsigned flow = 0; flow < n; flow++) {
        script_step(flow, flow + 1, STATE_CREATED, STATE_VISIBLE);
        script_step(flow, flow + 1, STATE_VISIBLE, STATE_OPERATIONAL);
    }
}

void script_keep(uint32_t actions)
{
    script_entries[0] = (struct cache_entry){
        .serial = 1, .pmd = CACHE_PMD_NULL, .state = STATE_OPERATIONAL, .actions = actions};
    script_n_entries = 1;
}

void script_judge(void)
{
    script_round();
    script_round();
    EXPECT(oracle_check_quiescent());
}
