#include "ovs/identity.h"

#include <string.h>

#include <dpif.h>
#include <hash.h>
#include "model/model.h"
#include <openvswitch/meta-flow.h>
#include "ovs/recirculation.h"
#include "runtime/runtime.h"

/* An experimental ethertype: no layer above it has a word in keys and masks. */
enum { ETHERTYPE = 0x88b5, FIRST_PORT = 1, UMAPS = 512, PACKET_AT = 14, STRIDE = 8 };

static uint32_t first_words[CACHE_MAX_FLOWS];
static unsigned n_flows_now; /* Of this world. */

void identity_begin(unsigned n_umaps, unsigned n_flows)
{
    static unsigned chosen_for, n_chosen; /* Most executions have the same numbers. */

    n_flows_now = n_flows;
    if (n_umaps == chosen_for && n_flows <= n_chosen) {
        return;
    }
    chosen_for = n_umaps;
    n_chosen = n_flows;
    for (unsigned flow = 0; flow < n_flows; flow++) {
        uint32_t word = flow * 0x9e3779b1U + 1;

        while (hash_2words(word, identity_pmd_id(CACHE_PMD_NULL)) % UMAPS != flow % n_umaps) {
            word += STRIDE;
        }
        first_words[flow] = word;
    }
}

void identity_flow(struct identity of, struct flow *flow)
{
    memset(flow, 0, sizeof *flow);
    flow->packet_type = htonl(PT_ETH);
    flow->in_port.odp_port = u32_to_odp(FIRST_PORT + (of.pmd == CACHE_PMD_NULL ? 0 : of.pmd + 1));
    flow->dl_dst.ea[0] = flow->dl_src.ea[0] = 2; /* Local. */
    flow->dl_dst.ea[5] = (uint8_t)of.flow;
    flow->dl_type = htons(ETHERTYPE);
    flow->recirc_id = recirculation_in_key(of.flow);
}

ovs_u128 identity_ufid(unsigned flow)
{
    ovs_u128 ufid = {.u32 = {first_words[flow], 0x6f767321, 0, flow}};

    return ufid;
}

unsigned identity_pmd_id(unsigned pmd)
{
    return pmd == CACHE_PMD_NULL ? PMD_ID_NULL : pmd;
}

/* The model's masks have 16 or 24 bits. */
static struct eth_addr source_mask(uint32_t mask)
{
    struct eth_addr source = {.ea = {0}};

    for (unsigned i = 0; i < 4; i++) {
        source.ea[i] = (uint8_t)(mask >> (8 * i));
    }
    return source;
}

void identity_wildcards(uint32_t mask, struct flow_wildcards *wc)
{
    memset(&wc->masks, 0, sizeof wc->masks);
    wc->masks.packet_type = OVS_BE32_MAX;
    wc->masks.in_port.odp_port = ODPP_NONE;
    wc->masks.recirc_id = UINT32_MAX;
    wc->masks.dl_type = OVS_BE16_MAX;
    memset(&wc->masks.dl_dst, 0xff, sizeof wc->masks.dl_dst);
    wc->masks.dl_src = source_mask(mask);
}

static void parms_begin(struct odp_flow_key_parms *parms, const struct flow *flow,
                        const struct flow *mask)
{
    memset(parms, 0, sizeof *parms);
    parms->flow = flow;
    parms->mask = mask;
    parms->support.recirc = true;
}

void identity_key(struct identity of, struct ofpbuf *buffer)
{
    struct odp_flow_key_parms parms;
    struct flow flow;

    identity_flow(of, &flow);
    parms_begin(&parms, &flow, NULL);
    odp_flow_key_from_flow(&parms, buffer);
}

void identity_mask(struct identity of, uint32_t mask, struct ofpbuf *buffer)
{
    struct odp_flow_key_parms parms;
    struct flow_wildcards wc;
    struct flow flow;

    identity_flow(of, &flow);
    identity_wildcards(mask, &wc);
    parms_begin(&parms, &flow, &wc.masks);
    odp_flow_key_from_mask(&parms, buffer);
}

/* Behind the bits that upstream knows. */
enum { REASON_SHIFT = 8 };

uint32_t identity_slow_reason(uint32_t actions)
{
    return model_actions_rule(actions) == RULE_SLOW_PATH && actions < UINT32_MAX >> REASON_SHIFT
               ? actions << REASON_SHIFT | SLOW_ACTION
               : 0;
}

/* As compose_slow_path() does. */
static void put_slow_path(uint32_t reason, struct ofpbuf *buffer)
{
    struct user_action_cookie cookie;

    memset(&cookie, 0, sizeof cookie);
    cookie.type = USER_ACTION_COOKIE_SLOW_PATH;
    cookie.ofp_in_port = OFPP_LOCAL;
    cookie.slow_path.reason = reason;
    odp_put_userspace_action(0, &cookie, sizeof cookie, ODPP_NONE, false, buffer, NULL);
}

void identity_actions(uint32_t actions, struct ofpbuf *buffer)
{
    uint32_t reason = identity_slow_reason(actions);

    if (reason) {
        put_slow_path(reason, buffer);
    } else if (actions) {
        nl_msg_put_u32(buffer, OVS_ACTION_ATTR_OUTPUT, actions);
    }
}

struct identity identity_of_flow(const char *tag, const struct flow *flow)
{
    uint32_t port = odp_to_u32(flow->in_port.odp_port);
    struct identity of = {.flow = flow->dl_dst.ea[5], .pmd = port - FIRST_PORT - 1};

    if (port == FIRST_PORT) {
        of.pmd = CACHE_PMD_NULL;
    }
    if (flow->dl_type != htons(ETHERTYPE) || of.flow >= n_flows_now ||
        (of.pmd >= CACHE_MAX_PMDS && of.pmd != CACHE_PMD_NULL)) {
        runtime_violation(tag, "%s: a key is of no flow that there is", actor_name(actor_self()));
    }
    return of;
}

struct identity identity_of_ufid(const char *tag, const ovs_u128 *ufid, unsigned pmd_id)
{
    struct identity of = {.flow = ufid ? ufid->u32[3] : CACHE_MAX_FLOWS,
                          .pmd = pmd_id == PMD_ID_NULL ? CACHE_PMD_NULL : pmd_id};

    if (of.flow >= n_flows_now || (of.pmd >= CACHE_MAX_PMDS && of.pmd != CACHE_PMD_NULL) ||
        !ovs_u128_equals(identity_ufid(of.flow), *ufid)) {
        runtime_violation(tag, "%s: an identity is of no flow that there is",
                          actor_name(actor_self()));
    }
    return of;
}

uint32_t identity_mask_number(const char *tag, const struct nlattr *key, size_t key_len,
                              const struct nlattr *mask, size_t mask_len)
{
    struct flow_wildcards wc;
    struct flow flow;
    uint32_t number = 0;

    if (!mask_len) {
        return UINT32_MAX;
    }
    if (odp_flow_key_to_flow(key, key_len, &flow, NULL) == ODP_FIT_ERROR ||
        odp_flow_key_to_mask(mask, mask_len, &wc, &flow, NULL) == ODP_FIT_ERROR) {
        runtime_violation(tag, "%s: a flow's key or mask cannot be read", actor_name(actor_self()));
    }
    for (unsigned i = 0; i < 4; i++) {
        number |= (uint32_t)wc.masks.dl_src.ea[i] << (8 * i);
    }
    return number;
}

static uint32_t number_of_slow_path(const struct nlattr *action)
{
    const struct nlattr *data = nl_attr_find_nested(action, OVS_USERSPACE_ATTR_USERDATA);
    struct user_action_cookie cookie;

    if (!data || nl_attr_get_size(data) != sizeof cookie) {
        return 0;
    }
    memcpy(&cookie, nl_attr_get(data), sizeof cookie);
    return cookie.type == USER_ACTION_COOKIE_SLOW_PATH ? cookie.slow_path.reason >> REASON_SHIFT
                                                       : 0;
}

/* 0: it is none that a translation gives. */
static uint32_t number_of_action(const struct nlattr *action)
{
    switch (nl_attr_type(action)) {
    case OVS_ACTION_ATTR_OUTPUT:
        return nl_attr_get_u32(action);
    case OVS_ACTION_ATTR_USERSPACE:
        return number_of_slow_path(action);
    default:
        return 0;
    }
}

uint32_t identity_actions_number(const char *tag, const struct nlattr *actions, size_t len)
{
    const struct nlattr *action;
    uint32_t number = 0;
    unsigned left;

    NL_ATTR_FOR_EACH(action, left, actions, len)
    {
        uint32_t one =
            nl_attr_type(action) == OVS_ACTION_ATTR_RECIRC ? number : number_of_action(action);

        if (!one || (number && one != number)) {
            runtime_violation(tag, "%s: a flow's actions are none that the translation gave",
                              actor_name(actor_self()));
        }
        number = one;
    }
    return number;
}

void identity_packet(struct identity of, uint64_t packet, uint8_t bytes[IDENTITY_PACKET_SIZE])
{
    struct flow flow;

    identity_flow(of, &flow);
    memset(bytes, 0, IDENTITY_PACKET_SIZE);
    memcpy(bytes, &flow.dl_dst, 6);
    memcpy(bytes + 6, &flow.dl_src, 6);
    memcpy(bytes + 12, &flow.dl_type, 2);
    memcpy(bytes + PACKET_AT, &packet, sizeof packet);
}

uint64_t identity_packet_number(const void *data, size_t size)
{
    uint64_t packet = 0;

    if (size >= PACKET_AT + sizeof packet) {
        memcpy(&packet, (const uint8_t *)data + PACKET_AT, sizeof packet);
    }
    return packet;
}
