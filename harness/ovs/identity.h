/*
 * How the harness's terms become Open vSwitch's, and back. Flows by number become Ethernet flows
 * that differ in their destination; masks by number become bits of the source address, and actions
 * one output action. Those of the slow path become what upstream composes for it.
 *
 * Keys, masks and actions go through Open vSwitch's own parsers and formatters, so what is not the
 * harness's fails there.
 */
#ifndef OVS_IDENTITY_H
#define OVS_IDENTITY_H 1

#include <config.h>

#include "cache/cache.h"
#include <flow.h>
#include <odp-util.h>
#include <openvswitch/ofpbuf.h>

/* A flow's identity as the datapath and the packets show it. */
struct identity {
    unsigned flow, pmd;
};

/* Chooses the ufids such that the flows of a queued datapath fall into `n_umaps` umaps. */
void identity_begin(unsigned n_umaps, unsigned n_flows);

/* To Open vSwitch. The in_port says the packet thread, as a port's queue does. */
void identity_flow(struct identity, struct flow *);
ovs_u128 identity_ufid(unsigned flow);
unsigned identity_pmd_id(unsigned pmd);
/* The wildcards of a translation, as the real one would have them: what it always looks at, and
 * what `mask` says. */
void identity_wildcards(uint32_t mask, struct flow_wildcards *);
/* Appends to `buffer`. */
void identity_key(struct identity, struct ofpbuf *buffer);
void identity_mask(struct identity, uint32_t mask, struct ofpbuf *buffer);
/* Not what recirculates; see recirculation.h. */
void identity_actions(uint32_t actions, struct ofpbuf *buffer);
/* Why actions are slow; 0: they are not. The number is part of the reason, so that upstream puts it
 * into the actions. */
uint32_t identity_slow_reason(uint32_t actions);

/* From Open vSwitch. A violation with `tag` if it is no flow's of the harness. */
struct identity identity_of_flow(const char *tag, const struct flow *);
struct identity identity_of_ufid(const char *tag, const ovs_u128 *, unsigned pmd_id);
uint32_t identity_mask_number(const char *tag, const struct nlattr *key, size_t key_len,
                              const struct nlattr *mask, size_t mask_len);
uint32_t identity_actions_number(const char *tag, const struct nlattr *actions, size_t len);

/* Packets carry their number. */
enum { IDENTITY_PACKET_SIZE = 64 };
void identity_packet(struct identity, uint64_t packet, uint8_t bytes[IDENTITY_PACKET_SIZE]);
uint64_t identity_packet_number(const void *data, size_t size);

#endif /* identity.h */
