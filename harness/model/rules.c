/*
 * Rules and translations. An actions number says where it comes from: the version of the flow's
 * rules, the flow and the kind of rule; two versions never give the same actions.
 */

#include "model/internal.h"

#include <errno.h>

#include "runtime/runtime.h"

/* A narrow mask has more bits than the wide one, or (of every other flow) more bytes. The first byte
 * of the number says how many. */
enum { MASK_WIDE = 0x0000ffff, MASK_NARROW = 0x00ffffff, MASK_BYTES_AT = 24 };

static struct {
    bool live;
    uint8_t flow;
} handles[MODEL_MAX_HANDLES];

/*
 * An actions number: the rule (bits 0-3), the flow (4-7, and what is above that in 27-29), and the
 * version and 1 (8-26). In the numbers of other actions, which no version gives, the bits from 8 to 26
 * are all set, and 27-29 are inverted.
 */
enum { FLOW_AT = 4, FLOW_LOW_BITS = 4, VERSION_AT = 8, VERSION_BITS = 19, FLOW_HIGH_AT = 27 };
enum { OTHER = (1 << VERSION_BITS) - 1, FLOW_HIGH_MASK = 7 };
_Static_assert(CACHE_MAX_FLOWS <= (FLOW_HIGH_MASK + 1) << FLOW_LOW_BITS, "each flow has a number");
_Static_assert((int)MODEL_MAX_HANDLES < (int)OTHER, "each version has a number");

static uint32_t number_of(uint32_t version_field, unsigned flow, enum model_rule rule)
{
    uint32_t high = flow >> FLOW_LOW_BITS ^ (version_field == OTHER ? FLOW_HIGH_MASK : 0);
    uint32_t low = flow & ((1 << FLOW_LOW_BITS) - 1);

    return high << FLOW_HIGH_AT | version_field << VERSION_AT | low << FLOW_AT | (uint32_t)rule;
}

static uint32_t version_field(uint32_t actions)
{
    return actions >> VERSION_AT & OTHER;
}

static unsigned flow_of(uint32_t actions)
{
    uint32_t high = actions >> FLOW_HIGH_AT & FLOW_HIGH_MASK;

    high ^= version_field(actions) == OTHER ? FLOW_HIGH_MASK : 0;
    return high << FLOW_LOW_BITS | (actions >> FLOW_AT & ((1 << FLOW_LOW_BITS) - 1));
}

static uint32_t actions_of(uint32_t version, unsigned flow, enum model_rule rule)
{
    return number_of(version + 1, flow, rule);
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
    uint32_t field = version_field(actions);

    return actions & REFERENCES_FLAG || field == OTHER ? UINT32_MAX : field - 1;
}

bool model_actions_have_references(uint32_t actions)
{
    return actions & REFERENCES_FLAG;
}

bool model_actions_were_given(unsigned flow, uint32_t actions)
{
    uint32_t version = model_actions_version(actions);

    return !(actions & EXECUTE_FLAG) && flow_of(actions) == flow &&
           model_actions_rule(actions) < MODEL_RULES &&
           (version == UINT32_MAX || version <= model_state.rule_versions[flow]);
}

uint32_t model_foreign_actions(unsigned flow, bool adoptable, bool right)
{
    uint32_t actions = right && model_rule_actions(flow) ? model_rule_actions(flow)
                                                         : number_of(OTHER, flow, RULE_FORWARD);

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

/* How many bytes the flow's wide mask has, and its long one, as the first byte of a mask's number says.
 * A mask is too wide for another if its number misses a bit: so the long one's has all of the wide
 * one's. */
static uint32_t bytes_in_wide(unsigned flow)
{
    return flow * 13 % 32;
}

static uint32_t bytes_in_long(unsigned flow)
{
    return bytes_in_wide(flow) | 32U << flow / 2 % 2;
}

static uint32_t mask_of(uint32_t bits, uint32_t n_bytes)
{
    return bits | n_bytes << MASK_BYTES_AT;
}

uint32_t model_rule_mask(unsigned flow)
{
    if (model_state.rules[flow] != RULE_FORWARD_NARROW) {
        return mask_of(MASK_WIDE, bytes_in_wide(flow));
    }
    return flow % 2 ? mask_of(MASK_WIDE, bytes_in_long(flow))
                    : mask_of(MASK_NARROW, bytes_in_wide(flow));
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
