/*
 * Parts of the switch that are not there: sampling, netflow, OpenFlow. Nobody configures them, and
 * what is never called ends the execution if it is.
 */
#include <config.h>

#include <fail-open.h>
#include <netflow.h>
#include <ofproto-dpif-ipfix.h>
#include <ofproto-dpif-sflow.h>
#include <ofproto-dpif-trace.h>
#include <ofproto-dpif-xlate-cache.h>
#include <ofproto-dpif.h>
#include <ofproto/ofproto-provider.h>
#include "runtime/runtime.h"

unsigned ofproto_flow_limit, ofproto_max_idle, ofproto_max_revalidator;
unsigned ofproto_min_revalidate_pps;

/* From 3.1.1 on. */
extern unsigned ofproto_offloaded_stats_delay;
unsigned ofproto_offloaded_stats_delay = 2000; /* ms, as upstream has it. */
/* From 3.5.0 on. */
void xlate_xcache_format(struct ds *text, const struct xlate_cache *cache);

static _Noreturn void never(const char *function)
{
    runtime_violation("HARNESS", "%s calls %s(), which this world does not have",
                      actor_name(actor_self()), function);
}

bool netflow_exists(void)
{
    return false;
}

void netflow_flow_clear(struct netflow *netflow, const struct flow *flow)
{
    never(__func__);
}

void dpif_sflow_received(struct dpif_sflow *sflow, const struct dp_packet *packet,
                         const struct flow *flow, odp_port_t port,
                         const struct user_action_cookie *cookie,
                         const struct dpif_sflow_actions *actions)
{
    never(__func__);
}

void dpif_sflow_read_actions(const struct flow *flow, const struct nlattr *actions, size_t len,
                             struct dpif_sflow_actions *into, bool capture_mpls)
{
    never(__func__);
}

void dpif_ipfix_read_actions(const struct flow *flow, const struct nlattr *actions, size_t len,
                             struct dpif_ipfix_actions *into)
{
    never(__func__);
}

void dpif_ipfix_bridge_sample(struct dpif_ipfix *ipfix, const struct dp_packet *packet,
                              const struct flow *flow, odp_port_t input, odp_port_t output,
                              const struct flow_tnl *tunnel,
                              const struct dpif_ipfix_actions *actions)
{
    never(__func__);
}

void dpif_ipfix_flow_sample(struct dpif_ipfix *ipfix, const struct dp_packet *packet,
                            const struct flow *flow, const struct user_action_cookie *cookie,
                            odp_port_t input, const struct flow_tnl *tunnel,
                            const struct dpif_ipfix_actions *actions)
{
    never(__func__);
}

void ofproto_dpif_send_async_msg(struct ofproto_dpif *ofproto, struct ofproto_async_msg *message)
{
    never(__func__);
}

void ofproto_trace(struct ofproto_dpif *ofproto, const struct flow *flow,
                   const struct dp_packet *packet, const struct ofpact *ofpacts, size_t len,
                   struct ovs_list *next_ct_states, struct ds *output, bool names)
{
    never(__func__);
}

void xlate_xcache_format(struct ds *text, const struct xlate_cache *cache)
{
    never(__func__);
}
