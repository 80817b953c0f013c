/*
 * Open vSwitch's own ofproto-dpif-upcall.c as a cache under test. The file is included as it is, so
 * its statics are in reach; OVS_UPCALL_FILE names it.
 */
#include <config.h>

#include <connmgr.h>
#include <fail-open.h>
#include <guarded-list.h>
#include <latch.h>
#include <lib/dpif-provider.h>
#include <lib/netdev-provider.h>
#include <netlink.h>
#include <odp-util.h>
#include <ofproto-dpif-ipfix.h>
#include <ofproto-dpif-sflow.h>
#include <ofproto-dpif-trace.h>
#include <ofproto-dpif-upcall.h>
#include <ofproto-dpif-xlate-cache.h>
#include <ofproto-dpif-xlate.h>
#include <ofproto-dpif.h>
#include <packets.h>
#include <tunnel.h>

#include "ovs/redirect.h"

#include OVS_UPCALL_FILE

/* What we add has no points at its loads and stores, and no data races: one actor runs at a time. */
#pragma clang attribute push(__attribute__((no_sanitize("coverage", "thread"))), \
                             apply_to = function)
#include "ovs/seen.h"

#include "ovs/calls.h"
#pragma clang attribute pop

const char *const ovs_repaired = OVS_REPAIRED;
