/* What the cache gives as a number is an index of the oracles': a cache that promises nothing may
 * give any, and is stopped before one is used. */

#include "oracle/context.h"
#include "oracle/test/script/script.h"

static bool nothing(const char *rule, unsigned flow, struct cache_remark *remark)
{
    return false;
}

static void packet_is(uint64_t packet)
{
    context_set_promises(nothing);
    script_miss(0);
    world->upcall_begin(0, CACHE_PMD_NULL, packet);
}

static void credits_to(uint32_t handle)
{
    context_set_promises(nothing);
    script_install(0, 1);
    script_hit(0, 1);
    script_credit(handle, 0, 1, 1);
}

static void packet_too_large(void)
{
    packet_is(MODEL_MAX_PACKETS + 1);
}

static void largest_packet(void)
{
    packet_is(MODEL_MAX_PACKETS);
}

static void handle_too_large(void)
{
    credits_to(MODEL_MAX_HANDLES + 1);
}

static void slot_too_large(void)
{
    world->freed(MODEL_SLOTS, CACHE_PMD_NULL, 1);
}

static const struct script_test tests[] = {
    {"packet too large", packet_too_large, "HARNESS", "no-such-packet", NULL},
    {"largest packet", largest_packet, NULL, NULL, NULL},
    {"translation too large", handle_too_large, "HARNESS", "no-such-translation", NULL},
    {"slot too large", slot_too_large, "HARNESS", "no-such-slot", NULL},
};

SCRIPT_MAIN(tests)
