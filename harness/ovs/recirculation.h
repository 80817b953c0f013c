/*
 * Recirculation: some of a flow's actions send its packets through the datapath once more, with a
 * number that stands for what the translation knew. Upstream keeps these contexts, and counts who
 * refers to them, in ofproto-dpif-rid.c, which is the real one here.
 *
 * A translation gives references to the contexts of its actions. The file under test hands them to
 * the ukey, exchanges them when it modifies the flow, and gives them back with the ukey. The last of
 * the flows has such a number in its key, and its ukeys refer to that context.
 */
#ifndef OVS_RECIRCULATION_H
#define OVS_RECIRCULATION_H 1

#include <config.h>

#include <stdbool.h>

#include "cache/cache.h"
#include <ofproto-dpif-rid.h>
#include <openvswitch/ofpbuf.h>

/* [main] A life begins. */
void recirculation_begin(void);
/* [main] It is over, and each reference must have been given back. Takes a second of virtual time if
 * there were any: contexts linger. */
void recirculation_end(void);

/* The number that a flow has in its key; 0: none. */
uint32_t recirculation_in_key(unsigned flow);
/* The context that a packet in hand comes from; NULL: none. It is about to go if the flow may not be
 * cached. */
const struct frozen_state *recirculation_context(unsigned flow);

/* Of a translation: appends to `actions` (NULL: to nothing) what recirculates, and adds the
 * references to `refs`. */
void recirculation_translate(unsigned flow, uint32_t number, struct recirc_refs *refs,
                             struct ofpbuf *actions);
/* Of a flow that the datapath shows: appends what recirculates. */
void recirculation_show(unsigned flow, unsigned pmd, uint32_t number, struct ofpbuf *actions);

/* Whether the datapath has shown the flow with something that recirculates. Upstream deletes such a flow
 * if it has no ukey for it, and makes none. */
bool recirculation_was_shown(unsigned flow, unsigned pmd);

/* A violation if no reference is held to what `actions` recirculate to; and whether they do. */
bool recirculation_is_held(const char *what, unsigned flow, const struct nlattr *actions,
                           size_t len);

#endif /* recirculation.h */
