/* Faults: armed ones, and what the datapath does by itself. */

#include "model/internal.h"

#include <errno.h>

#include "runtime/runtime.h"

void model_arm(enum model_fault fault, unsigned flow, unsigned count)
{
    bool any = flow >= CACHE_MAX_FLOWS || fault == FAULT_DUMP_CREATE_FAILS;
    unsigned place = any ? CACHE_MAX_FLOWS : flow;
    uint16_t *armed;

    if (fault == FAULT_NONE || (int)fault >= MODEL_ARMABLE_FAULTS) {
        return;
    }
    armed = &model_state.armed[fault][place];
    if (count > (unsigned)(UINT16_MAX - *armed)) {
        count = UINT16_MAX - *armed;
    }
    *armed = (uint16_t)(*armed + count);
    model_state.n_armed += count;
    event_log_append((enum event_kind)EVENT_ARM, flow, fault, count, 0);
}

void model_heal(void)
{
    for (unsigned fault = 0; fault < MODEL_ARMABLE_FAULTS; fault++) {
        for (unsigned i = 0; i <= CACHE_MAX_FLOWS; i++) {
            model_state.armed[fault][i] = 0;
        }
    }
    model_state.n_armed = 0;
    event_log_append((enum event_kind)EVENT_HEAL, 0, 0, 0, 0);
}

void model_fired(enum model_fault fault, unsigned flow, unsigned pmd)
{
    model_state.n_fired[FAULT_NONE]++;
    model_state.n_fired[fault]++;
    model_state.fired_at[fault][flow / 64] |= UINT64_C(1) << flow % 64;
    event_log_append((enum event_kind)EVENT_FAULT, model_slot(flow, pmd), fault, 0, 0);
    MODEL_TELL(fault, fault, flow, pmd);
}

int model_refusal(int usual)
{
    static const int errors[] = {EINTR, EAGAIN, EINVAL, EBUSY, ENOMEM, ENODEV, EIO, ENOBUFS, EPERM};

    return model_state.settings.other_errors
               ? errors[model_state.n_fired[FAULT_NONE] % (sizeof errors / sizeof errors[0])]
               : usual;
}

bool model_is_armed(enum model_fault fault, unsigned flow)
{
    return model_state.armed[fault][flow] || model_state.armed[fault][CACHE_MAX_FLOWS];
}

bool model_fires(enum model_fault fault, unsigned flow, unsigned pmd)
{
    uint16_t *own = &model_state.armed[fault][flow];
    uint16_t *any = &model_state.armed[fault][CACHE_MAX_FLOWS];
    uint16_t *armed = *own ? own : any;

    if (!model_state.n_armed || !*armed) {
        return false;
    }
    --*armed;
    model_state.n_armed--;
    model_fired(fault, flow, pmd);
    return true;
}

uint32_t model_n_fired(enum model_fault fault)
{
    return model_state.n_fired[fault];
}

bool model_has_fired_at(enum model_fault fault, unsigned flow)
{
    return model_state.fired_at[fault][flow / 64] >> flow % 64 & 1;
}

bool model_vanish(unsigned flow, unsigned pmd)
{
    unsigned slot = model_slot(flow, pmd);

    sched_point((enum event_kind)EVENT_DISTURB, slot);
    if (!model_state.live[slot]) {
        return false;
    }
    model_fired(FAULT_VANISH, flow, pmd);
    model_instance_finish(model_live_instance(slot), END_VANISHED);
    return true;
}

bool model_reset_counter(unsigned flow, unsigned pmd)
{
    unsigned slot = model_slot(flow, pmd);
    struct model_instance *live;

    sched_point((enum event_kind)EVENT_DISTURB, slot);
    live = model_live_instance(slot);
    if (!live || !live->n_hits || !model_has_room()) {
        return false;
    }
    model_fired(FAULT_COUNTER_RESET, flow, pmd);
    model_instance_succeed(live, END_RESET, ORIGIN_RESET, live->layer);
    return true;
}

bool model_move_layer(unsigned flow, unsigned pmd)
{
    enum { LAYERS = 3 };
    unsigned slot = model_slot(flow, pmd);
    struct model_instance *live;

    sched_point((enum event_kind)EVENT_DISTURB, slot);
    live = model_live_instance(slot);
    if (!live || !model_has_room()) {
        return false;
    }
    model_fired(FAULT_MOVE_LAYER, flow, pmd);
    model_instance_succeed(live, END_MOVED, ORIGIN_MOVED, (uint8_t)((live->layer + 1) % LAYERS));
    return true;
}

bool model_install_foreign(unsigned flow, unsigned pmd, bool adoptable, bool right)
{
    unsigned slot = model_slot(flow, pmd);

    sched_point((enum event_kind)EVENT_DISTURB, slot);
    if (model_state.live[slot] || !model_has_room() || (!right && model_state.expected[slot])) {
        return false;
    }
    model_fired(FAULT_FOREIGN_FLOW, flow, pmd);
    model_instance_start(&(struct model_instance_seed){
        .flow = flow,
        .pmd = pmd,
        .origin = ORIGIN_FOREIGN,
        .adoptable = adoptable,
        .actions = model_foreign_actions(flow, adoptable, right),
        .mask = model_rule_mask(flow),
    });
    return true;
}
