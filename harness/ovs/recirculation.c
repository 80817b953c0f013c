#include "ovs/recirculation.h"

#include <string.h>

#include "model/model.h"
#include "ovs/promise/promises.h"
#include "ovs/watch.h"
#include "runtime/pthread_api.h"
#include "runtime/runtime.h"
#include <netlink.h>
#include <ovs-rcu.h>

enum {
    FLOW_WITH_KEY = 3,
    SOMEBODY_ELSES = UINT32_MAX >> 1, /* The number of a context that is not ours. */
    LINGER_US = 260000,               /* recirc_run() looks four times a second, */
    LINGER_TIMES = 3,                 /* and frees a context when it has seen it twice. */
};

static uint32_t key_id;
static struct slot_set shown;
static uint32_t newest; /* Numbers are given out from 1 on. */

/* Contexts differ in what a register held. */
static void context_of(uint32_t number, unsigned which, struct frozen_state *state)
{
    memset(state, 0, sizeof *state);
    state->metadata.regs[0] = (uint64_t)which << 32 | number;
}

/* The number of a context, with a reference. */
static uint32_t refer(uint32_t number, unsigned which)
{
    struct frozen_state state;
    uint32_t id;

    context_of(number, which, &state);
    id = recirc_alloc_id_ctx(&state);
    if (newest < id) {
        newest = id;
    }
    return id;
}

static unsigned n_references(uint32_t id)
{
    const struct recirc_id_node *node = recirc_id_node_find(id);

    return node ? ovs_refcount_read(&node->refcount) : 0;
}

void recirculation_begin(void)
{
    key_id = 0;
    slot_set_clear(&shown);
    newest = 0;
}

uint32_t recirculation_in_key(unsigned flow)
{
    if (flow != FLOW_WITH_KEY) {
        return 0;
    }
    if (!key_id) {
        uint32_t id = refer(0, 0);

        if (key_id) {
            recirc_free_id(id); /* Another actor was first. */
        } else {
            key_id = id;
        }
    }
    return key_id;
}

const struct frozen_state *recirculation_context(unsigned flow)
{
    uint32_t id = recirculation_in_key(flow);

    if (!id) {
        return NULL;
    }
    if (model_rule_of(flow) == RULE_UNCACHEABLE) {
        watch_counted("recirculation-context-going");
        promises_called_for(ANSWERED_CONTEXT_GOES, flow);
        watch_verdict_on_latest(VERDICT_NOT_CACHEABLE);
        id = refer(1, 0);
        recirc_free_id(id);
    } else {
        watch_counted("recirculation-context-in-key");
    }
    return &recirc_id_node_find(id)->state;
}

/* A third of the versions of a flow's rules recirculate, to one, two or three contexts: two have room
 * in a struct recirc_refs. */
static unsigned n_contexts(unsigned flow, uint32_t number)
{
    enum model_rule rule = model_actions_rule(number);
    uint32_t version = model_actions_version(number);
    uint32_t mixed = version + flow;

    if (!number || version == UINT32_MAX ||
        (rule != RULE_FORWARD && rule != RULE_FORWARD_NARROW && rule != RULE_UNCACHEABLE)) {
        return 0;
    }
    return mixed % 3 == 2 ? 1 + mixed / 3 % 3 : 0;
}

void recirculation_translate(unsigned flow, uint32_t number, struct recirc_refs *refs,
                             struct ofpbuf *actions)
{
    unsigned n = n_contexts(flow, number);

    for (unsigned i = 0; i < n; i++) {
        uint32_t id = refer(number, i);

        recirc_refs_add(refs, id);
        if (actions) {
            nl_msg_put_u32(actions, OVS_ACTION_ATTR_RECIRC, id);
        }
    }
}

void recirculation_show(unsigned flow, unsigned pmd, uint32_t number, struct ofpbuf *actions)
{
    unsigned n = n_contexts(flow, number);
    struct frozen_state state;

    for (unsigned i = 0; i < n; i++) {
        uint32_t id;

        context_of(number, i, &state);
        id = recirc_find_id(&state);
        nl_msg_put_u32(actions, OVS_ACTION_ATTR_RECIRC, id ? id : SOMEBODY_ELSES);
    }
    if (model_actions_have_references(number)) {
        nl_msg_put_u32(actions, OVS_ACTION_ATTR_RECIRC, SOMEBODY_ELSES);
    }
    if (flow == FLOW_WITH_KEY || n || model_actions_have_references(number)) {
        slot_set_add(&shown, model_slot(flow, pmd));
    }
}

bool recirculation_was_shown(unsigned flow, unsigned pmd)
{
    return slot_set_has(&shown, model_slot(flow, pmd));
}

bool recirculation_is_held(const char *what, unsigned flow, const struct nlattr *actions,
                           size_t len)
{
    const struct nlattr *a;
    unsigned left;
    bool recirculates = false;

    NL_ATTR_FOR_EACH(a, left, actions, len)
    {
        if (nl_attr_type(a) != OVS_ACTION_ATTR_RECIRC) {
            continue;
        }
        recirculates = true;
        if (!n_references(nl_attr_get_u32(a))) {
            promises_broken("LEAK/context-not-held", flow,
                            "%s: %s of flow %u recirculates to context %" PRIu32
                            ", to which nothing refers: it may go at any time",
                            actor_name(actor_self()), what, flow, nl_attr_get_u32(a));
        }
    }
    return recirculates;
}

/* Contexts without references linger, and go. */
static void let_go(void)
{
    for (unsigned i = 0; i < LINGER_TIMES; i++) {
        runtime_usleep(LINGER_US);
        recirc_run();
    }
    ovsrcu_barrier();
}

void recirculation_end(void)
{
    if (!newest) {
        return;
    }
    if (key_id) {
        recirc_free_id(key_id);
    }
    let_go();
    for (uint32_t id = 1; id <= newest; id++) {
        if (n_references(id)) {
            promises_broken("LEAK/context-left", CACHE_NO_FLOW,
                            "%s: %u references to context %" PRIu32
                            " of recirculation are left when the cache is destroyed",
                            actor_name(actor_self()), n_references(id), id);
        }
    }
}
