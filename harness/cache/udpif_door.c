#include "cache/udpif_door.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Of the rule "TAG/slug", by what was handed over: an adapter_violation(). */
__attribute__((format(printf, 4, 5))) static _Noreturn void
door_violation(const char *tag, const char *slug, const char *what, const char *format, ...)
{
    char rule[64], message[512];
    va_list args;

    snprintf(rule, sizeof rule, "%s/%s", tag, slug);
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    adapter_violation(rule, what, "%s", message);
}

static struct door_flow enter(const char *tag, const char *what, unsigned flow, uint32_t pmd_id)
{
    struct door_flow result = {flow, pmd_id == PMD_ID_NULL ? CACHE_PMD_NULL : pmd_id, false};

    if (!adapter_may_have(flow, result.pmd) || pmd_id == CACHE_PMD_NULL) {
        door_violation(tag, "no-such-flow", what,
                       "%s is of a flow that there is not: flow %u of packet thread %u", what, flow,
                       pmd_id);
    }
    return result;
}

struct door_flow door_flow(const char *tag, const char *what, const struct ufid *ufid,
                           uint32_t pmd_id)
{
    struct ufid whole;

    if (!ufid) {
        door_violation(tag, "no-identity", what, "%s has no identity", what);
    }
    whole = ufid_of(flow_of(ufid));
    if (memcmp(&whole, ufid, sizeof whole)) {
        door_violation(tag, "strange-identity", what,
                       "%s has the identity %08x-%08x-%08x-%08x, which is no flow's", what,
                       ufid->u32[0], ufid->u32[1], ufid->u32[2], ufid->u32[3]);
    }
    return enter(tag, what, flow_of(ufid), pmd_id);
}

static void check_bytes(const char *tag, const char *what, struct bytes bytes,
                        const struct udpif_bytes *expected)
{
    if (bytes.size != expected->size) {
        door_violation(tag, "strange-size", what,
                       "%s has actions, a mask or a key of %zu bytes; expected %zu", what,
                       bytes.size, expected->size);
    }
    if (!bytes_equal(bytes, bytes_of(expected))) {
        door_violation(tag, "strange-bytes", what,
                       "%s has actions, a mask or a key that begin with %08x, as those of no flow",
                       what, number_of_bytes(bytes));
    }
}

/* Whether they can be looked at. */
static bool is_there(const char *tag, const char *what, struct bytes bytes)
{
    if (bytes.size > DP_BUFFER_MAX || (bytes.size && !bytes.data)) {
        door_violation(tag, "strange-size", what,
                       "%s has actions, a mask or a key of %zu bytes at %s address", what,
                       bytes.size, bytes.data ? "some" : "no");
    }
    return bytes.size;
}

uint32_t door_actions(const char *tag, const char *what, struct bytes bytes)
{
    struct udpif_bytes expected;

    if (!is_there(tag, what, bytes)) {
        return 0;
    }
    bytes_of_actions(&expected, number_of_bytes(bytes));
    check_bytes(tag, what, bytes, &expected);
    return number_of_bytes(bytes);
}

uint32_t door_mask(const char *tag, const char *what, struct bytes bytes)
{
    struct udpif_bytes expected;

    if (!is_there(tag, what, bytes)) {
        return 0;
    }
    bytes_of_mask(&expected, mask_of_bytes(bytes));
    check_bytes(tag, what, bytes, &expected);
    return mask_of_bytes(bytes);
}

struct door_flow door_key(const char *tag, const char *what, struct bytes key, uint32_t pmd_id)
{
    struct udpif_bytes expected;
    struct door_flow result;

    if (!is_there(tag, what, key) || key.size < sizeof(uint32_t)) {
        door_violation(tag, "strange-key", what, "%s has a key of %zu bytes", what, key.size);
    }
    result = enter(tag, what, number_of_bytes(key) & ~(uint32_t)OTHER_KEY, pmd_id);
    result.other_key = number_of_bytes(key) & OTHER_KEY;
    bytes_of_key(&expected, result.flow, result.other_key);
    check_bytes(tag, what, key, &expected);
    return result;
}

struct cache_stats door_stats(const char *tag, const char *what, const struct flow_stats *stats)
{
    if (stats->n_packets % packets_per_hit) {
        door_violation(tag, "parts-of-packets", what,
                       "%s has %llu packets, where each hit counts %llu", what,
                       (unsigned long long)stats->n_packets, (unsigned long long)packets_per_hit);
    }
    return (struct cache_stats){
        .n_packets = stats->n_packets / packets_per_hit,
        .n_bytes = stats->n_bytes,
        .used_ms = stats->used_ms,
        .tcp_flags = stats->tcp_flags,
        .layer = stats->layer,
        .offloaded = stats->offloaded,
    };
}

unsigned door_enum(const char *tag, const char *what, unsigned value, unsigned n)
{
    if (value >= n) {
        door_violation(tag, "strange-kind", what, "%s is number %u of %u kinds", what, value, n);
    }
    return value;
}
