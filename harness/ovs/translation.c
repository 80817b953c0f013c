/*
 * The translation of Open vSwitch's file: what ofproto-dpif-xlate.c and -xlate-cache.c are to it,
 * on the harness's rules. There is one bridge. A translation cache holds one translation of the
 * harness's, as long as the real one holds its entries.
 */
#include "ovs/dumps.h"
#include "ovs/promise/promises.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <lib/dpif-provider.h>
#include "model/model.h"
#include <ofproto-dpif-xlate-cache.h>
#include <ofproto-dpif-xlate.h>
#include <ofproto-dpif.h>
#include "ovs/recirculation.h"
#include "ovs/watch.h"
#include "ovs/world.h"

/* Begins with the real structure, which nobody looks into. */
struct held_translation {
    struct xlate_cache cache;
    uint32_t handle; /* 0: none. */
    struct identity of;
};

static struct ofproto_dpif bridge;

struct ofproto_dpif *ovs_bridge(struct dpif_backer *backer)
{
    memset(&bridge, 0, sizeof bridge);
    bridge.backer = backer;
    bridge.up.slowpath_meter_id = UINT32_MAX;
    return &bridge;
}

static uint32_t n_failed; /* Translations. */

uint32_t ovs_n_failed_translations(void)
{
    return n_failed;
}

static void has_failed(unsigned flow)
{
    n_failed++;
    promises_called_for(ANSWERED_NO_BRIDGE, flow);
    promises_called_for(ANSWERED_NO_BRIDGE_LATELY, flow);
}

/* The harness's translation fails where the real one finds no bridge: so it is asked here, if it is
 * to fail. Its rules may change before it answers; then it has answered for nothing. */
static bool has_no_bridge(struct identity of)
{
    struct cache_translation unused;

    if (!model_translation_is_to_fail(of.flow)) {
        return false;
    }
    if (ovs_world->translate(watch_in_upcall() ? CACHE_TRANSLATE_UPCALL
                                               : CACHE_TRANSLATE_REVALIDATE,
                             of.flow, of.pmd, watch_packet_in_hand(), NULL, &unused)) {
        return true;
    }
    ovs_world->release(unused.handle);
    return false;
}

int xlate_lookup(const struct dpif_backer *backer, const struct flow *flow,
                 struct ofproto_dpif **ofproto, struct dpif_ipfix **ipfix,
                 struct dpif_sflow **sflow, struct netflow **netflow, ofp_port_t *ofp_in_port,
                 char **errorp)
{
    struct identity of;

    if (flow->in_port.odp_port == ODPP_NONE) {
        promises_called(CALLED_WITHOUT_KEY); /* There is no such port. */
        return ENODEV;
    }
    of = identity_of_flow("VALID", flow);
    if (has_no_bridge(of)) {
        has_failed(of.flow);
        if (watch_in_upcall()) {
            watch_verdict_on_latest(VERDICT_UNTRANSLATABLE);
        }
        return ENODEV;
    }
    *ofproto = &bridge;
    if (ipfix) {
        *ipfix = NULL;
    }
    if (sflow) {
        *sflow = NULL;
    }
    if (netflow) {
        *netflow = NULL;
    }
    *ofp_in_port = OFPP_LOCAL;
    return 0;
}

struct ofproto_dpif *xlate_lookup_ofproto(const struct dpif_backer *backer, const struct flow *flow,
                                          ofp_port_t *ofp_in_port, char **errorp)
{
    *ofp_in_port = OFPP_LOCAL;
    return &bridge;
}

struct ofproto_dpif *ofproto_dpif_lookup_by_uuid(const struct uuid *uuid)
{
    return &bridge;
}

ovs_version_t ofproto_dpif_get_tables_version(struct ofproto_dpif *ofproto)
{
    return 1;
}

void xlate_in_init(struct xlate_in *xin, struct ofproto_dpif *ofproto, ovs_version_t version,
                   const struct flow *flow, ofp_port_t in_port, struct rule_dpif *rule,
                   uint16_t tcp_flags, const struct dp_packet *packet, struct flow_wildcards *wc,
                   struct ofpbuf *odp_actions)
{
    memset(xin, 0, sizeof *xin);
    xin->ofproto = ofproto;
    xin->flow = *flow;
    xin->upcall_flow = flow;
    xin->packet = packet;
    xin->rule = rule;
    xin->tcp_flags = tcp_flags;
    xin->odp_actions = odp_actions;
    xin->wc = wc;
    xin->frozen_state = recirculation_context(identity_of_flow("VALID", flow).flow);
}

/* Asks the harness's rules. What a packet in hand or a flow's last counters are credited to is this
 * translation, unless it is kept for later. */
static int ask(const struct xlate_in *xin, struct identity of, struct cache_translation *result)
{
    const struct dpif_flow_stats *stats = xin->resubmit_stats;
    uint64_t packet;
    struct cache_stats in_hand = {.n_packets = 1};

    if (!xin->packet) {
        return ovs_world->translate(CACHE_TRANSLATE_REVALIDATE, of.flow, of.pmd, 0, NULL, result);
    }
    packet = identity_packet_number(dp_packet_data(xin->packet), dp_packet_size(xin->packet));
    /* Its frame is as short as can be, and has no TCP: the model says what it stands for. */
    in_hand.n_bytes = model_packet_bytes(packet);
    in_hand.tcp_flags = model_packet_tcp_flags(packet);
    if (stats) {
        in_hand.n_packets = stats->n_packets;
        in_hand.used_ms = (uint64_t)stats->used;
    }
    return ovs_world->translate(stats ? CACHE_TRANSLATE_UPCALL : CACHE_TRANSLATE_SLOW_PATH, of.flow,
                                of.pmd, packet, &in_hand, result);
}

static void credit(uint32_t handle, struct identity of, const struct dpif_flow_stats *stats)
{
    uint8_t layer = flow_layer_read(of);
    const struct cache_stats delta = {
        .n_packets = stats->n_packets,
        .n_bytes = stats->n_bytes,
        .used_ms = (uint64_t)stats->used,
        .tcp_flags = stats->tcp_flags,
        .layer = layer,
        .offloaded = layer != 0,
    };

    ovs_world->push_stats(handle, of.flow, of.pmd, &delta);
}

static void keep_or_release(const struct xlate_in *xin, struct identity of, uint32_t handle)
{
    struct held_translation *held = (struct held_translation *)(void *)xin->xcache;
    const struct dpif_flow_stats *stats = xin->resubmit_stats;

    if (stats && !xin->packet) {
        credit(handle, of, stats);
    }
    if (held && !held->handle) {
        held->handle = handle;
        held->of = of;
    } else {
        ovs_world->release(handle);
    }
}

/* What a slow flow's packet in hand is to be executed with is no flow's actions: those are upstream's to
 * compose, of the reason. */
static void give_actions(const struct xlate_in *xin, unsigned flow,
                         const struct cache_translation *result, struct xlate_out *xout)
{
    xout->slow = identity_slow_reason(result->actions);
    if (xin->odp_actions) {
        identity_actions(xout->slow ? result->execute : result->actions, xin->odp_actions);
    }
    recirculation_translate(flow, result->actions, &xout->recircs, xin->odp_actions);
}

enum xlate_error xlate_actions(struct xlate_in *xin, struct xlate_out *xout)
{
    struct identity of = identity_of_flow("VALID", &xin->flow);
    struct cache_translation result;

    memset(xout, 0, sizeof *xout);
    recirc_refs_init(&xout->recircs);
    if (ask(xin, of, &result)) {
        has_failed(of.flow);
        xout->avoid_caching = true;
        if (xin->wc) {
            identity_wildcards(UINT32_MAX, xin->wc);
        }
        return XLATE_BRIDGE_NOT_FOUND;
    }
    if (xin->packet) {
        watch_translated(watch_packet_in_hand(), result.actions, result.execute);
    }
    if (!result.cacheable) {
        promises_called_for(ANSWERED_UNCACHEABLE, of.flow);
    }
    xout->avoid_caching = !result.cacheable;
    give_actions(xin, of.flow, &result, xout);
    if (xin->wc) {
        identity_wildcards(result.mask, xin->wc);
    }
    keep_or_release(xin, of, result.handle);
    return XLATE_OK;
}

void xlate_out_uninit(struct xlate_out *xout)
{
    if (xout) {
        recirc_refs_unref(&xout->recircs);
    }
}

struct xlate_cache *xlate_cache_new(void)
{
    struct held_translation *held = xzalloc(sizeof *held);

    return &held->cache;
}

void xlate_cache_clear(struct xlate_cache *cache)
{
    struct held_translation *held = (struct held_translation *)(void *)cache;

    if (held && held->handle) {
        ovs_world->release(held->handle);
        held->handle = 0;
    }
}

void xlate_cache_delete(struct xlate_cache *cache)
{
    xlate_cache_clear(cache);
    free(cache);
}

void xlate_push_stats(struct xlate_cache *cache, struct dpif_flow_stats *stats, bool offloaded)
{
    struct held_translation *held = (struct held_translation *)(void *)cache;

    if (stats->n_packets && held->handle) {
        credit(held->handle, held->of, stats);
    }
}
