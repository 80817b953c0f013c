/*
 * Rules and translations. An actions number says where it comes from: the version of the flow's
 * rules, the flow and the kind of rule; two versions never give the same actions.
 */

#include "model/internal.h"

#include <errno.h>

#include "runtime/runtime.h"

/* A narrow mask has more bits than the wide one, or (of every other flow) more bytes. */
enum { MASK_WIDE = 0x0000ffff, MASK_NARROW = 0x00ffffff, MASK_LONG = 0x0100ffff };

static struct {
    bool live;
    uint8_t flow;
} handles[MODEL_MAX_HANDLES];

static uint32_t actions_of(uint32_t version, unsigned flow, enum model_rule rule)
{
    return (version + 1) << 8 | flow << 4 | (uint32_t)rule;
}

enum model_rule model_actions_rule(uint32_t actions)
{
    return (enum model_rule)(actions & 0xf);
}

bool model_actions_are_slow(uint32_t actions)
{
    return model_actions_rule(actions) == RULE_SLOW_PATH;
}

uint32_t model_actions_version(uint32_t actions)
{
    uint32_t version = (actions & ~REFERENCES_FLAG) >> 8;

    return actions & REFERENCES_FLAG || version == DIFFERENT_ACTIONS_VERSION ? UINT32_MAX
                                                                             : version - 1;
}

bool model_actions_have_references(uint32_t actions)
{
    return actions & REFERENCES_FLAG;
}

bool model_actions_were_given(unsigned flow, uint32_t actions)
{
    uint32_t version = model_actions_version(actions);

    return (actions >> 4 & 0xf) == flow && model_actions_rule(actions) < MODEL_RULES &&
           (version == UINT32_MAX || version <= model_state.rule_versions[flow]);
}

uint32_t model_foreign_actions(unsigned flow, bool adoptable, bool right)
{
    uint32_t actions = right && model_rule_actions(flow)
                           ? model_rule_actions(flow)
                           : actions_of(DIFFERENT_ACTIONS_VERSION - 1, flow, RULE_FORWARD);

    return adoptable ? actions : actions | REFERENCES_FLAG;
}

void model_change_rules(unsigned flow, enum model_rule rule)
{
    sched_point((enum event_kind)EVENT_RULES, flow);
    model_state.rules[flow] = rule;
    model_state.rule_versions[flow]++;
    event_log_append((enum event_kind)EVENT_RULES_CHANGED, flow, model_state.rule_versions[flow],
                     rule, 0);
    MODEL_TELL(rules_changed, flow);
}

enum model_rule model_rule_of(unsigned flow)
{
    return model_state.rules[flow];
}

uint32_t model_rule_version(unsigned flow)
{
    return model_state.rule_versions[flow];
}

uint32_t model_rule_actions(unsigned flow)
{
    enum model_rule rule = model_state.rules[flow];

    return rule == RULE_UNCACHEABLE || rule == RULE_NO_BRIDGE
               ? 0
               : actions_of(model_state.rule_versions[flow], flow, rule);
}

uint32_t model_rule_mask(unsigned flow)
{
    if (model_state.rules[flow] != RULE_FORWARD_NARROW) {
        return MASK_WIDE;
    }
    return flow % 2 ? MASK_LONG : MASK_NARROW;
}

bool model_handle_known(uint32_t handle)
{
    return handle && handle <= model_state.n_handles;
}

bool model_handle_live(uint32_t handle)
{
    return model_handle_known(handle) && handles[handle - 1].live;
}

unsigned model_handle_flow(uint32_t handle)
{
    return handles[handle - 1].flow;
}

uint32_t model_n_handles(void)
{
    return model_state.n_handles;
}

static bool translation_fails(unsigned flow, unsigned pmd)
{
    return model_state.rules[flow] == RULE_NO_BRIDGE ||
           model_state.n_handles == MODEL_MAX_HANDLES ||
           model_fires(FAULT_TRANSLATION_FAILS, flow, pmd);
}

bool model_translation_is_to_fail(unsigned flow)
{
    return model_state.rules[flow] == RULE_NO_BRIDGE ||
           model_is_armed(FAULT_TRANSLATION_FAILS, flow);
}

int model_translate(enum cache_purpose purpose, unsigned flow, unsigned pmd, uint64_t packet,
                    const struct cache_stats *packet_stats, struct cache_translation *result)
{
    unsigned slot = model_slot(flow, pmd);
    uint32_t version;
    enum model_rule rule;

    sched_point((enum event_kind)EVENT_TRANSLATE_BEGIN, slot);
    if (translation_fails(flow, pmd)) {
        event_log_append((enum event_kind)EVENT_TRANSLATE_FAILED, slot, purpose, 0, 0);
        return ENODEV;
    }
    rule = model_state.rules[flow];
    version = model_state.rule_versions[flow];
    handles[model_state.n_handles].live = true;
    handles[model_state.n_handles].flow = (uint8_t)flow;
    *result = (struct cache_translation){
        .actions = actions_of(version, flow, rule),
        .mask = model_rule_mask(flow),
        .execute = actions_of(version, flow, RULE_FORWARD) | EXECUTE_FLAG,
        .cacheable =
            rule != RULE_UNCACHEABLE && !model_fires(FAULT_TRANSLATION_UNCACHEABLE, flow, pmd),
        .handle = ++model_state.n_handles,
    };
    event_log_append((enum event_kind)EVENT_TRANSLATE, slot, purpose, result->handle,
                     result->actions);
    if (purpose == CACHE_TRANSLATE_UPCALL && packet_stats) {
        event_log_append((enum event_kind)EVENT_CREDIT_PACKET, slot, packet, packet_stats->n_bytes,
                         result->handle);
    }
    return 0;
}

void model_push_stats(uint32_t handle, unsigned flow, unsigned pmd, const struct cache_stats *delta)
{
    event_log_append((enum event_kind)EVENT_CREDIT, model_slot(flow, pmd), delta->n_packets,
                     delta->n_bytes, handle);
    sched_point((enum event_kind)EVENT_CREDITED, model_slot(flow, pmd));
}

int model_adopt(unsigned flow, uint32_t actions)
{
    int error = actions & REFERENCES_FLAG ? EINVAL : 0;

    event_log_append((enum event_kind)EVENT_ADOPT, flow, actions, (uint64_t)error, 0);
    return error;
}

void model_release(uint32_t handle)
{
    event_log_append((enum event_kind)EVENT_RELEASE, handle, 0, 0, 0);
    if (model_handle_known(handle)) {
        handles[handle - 1].live = false;
    }
}
