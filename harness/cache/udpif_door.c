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
    struct door_flow result = {flow, pmd_id == PMD_ID_NULL ? CACHE_PMD_NULL : pmd_id};

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
    whole = ufid_of(ufid->u32[3]);
    if (memcmp(&whole, ufid, sizeof whole)) {
        door_violation(tag, "strange-identity", what,
                       "%s has the identity %08x-%08x-%08x-%08x, which is no flow's", what,
                       ufid->u32[0], ufid->u32[1], ufid->u32[2], ufid->u32[3]);
    }
    return enter(tag, what, ufid->u32[3], pmd_id);
}

uint32_t door_number(const char *tag, const char *what, struct bytes bytes)
{
    if (bytes.size == 0) {
        return 0;
    }
    if (bytes.size != sizeof(struct number) || !bytes.data) {
        door_violation(tag, "strange-size", what,
                       "%s has actions, a mask or a key of %zu bytes at %s address", what,
                       bytes.size, bytes.data ? "some" : "no");
    }
    return number_value(bytes.data);
}

struct door_flow door_key(const char *tag, const char *what, struct bytes key, uint32_t pmd_id)
{
    if (key.size != sizeof(struct number)) {
        door_violation(tag, "strange-key", what, "%s has a key of %zu bytes", what, key.size);
    }
    return enter(tag, what, door_number(tag, what, key), pmd_id);
}

unsigned door_enum(const char *tag, const char *what, unsigned value, unsigned n)
{
    if (value >= n) {
        door_violation(tag, "strange-kind", what, "%s is number %u of %u kinds", what, value, n);
    }
    return value;
}
