#include <stdio.h>

#include "stress/internal.h"

static const char *const counts[] = {
#define COUNT(NAME) [STRESS_##NAME] = #NAME,
    STRESS_COUNTS(COUNT)
#undef COUNT
};

const char *stress_count_name(enum stress_count which)
{
    return counts[which];
}

const char *state_name(unsigned state)
{
    static const char *const names[STATES] = {
        [STATE_CREATED] = "CREATED",         [STATE_VISIBLE] = "VISIBLE",
        [STATE_OPERATIONAL] = "OPERATIONAL", [STATE_INCONSISTENT] = "INCONSISTENT",
        [STATE_EVICTING] = "EVICTING",       [STATE_EVICTED] = "EVICTED",
        [STATE_DELETED] = "DELETED or none",
    };

    return state < STATES ? names[state] : "?";
}

const char *verdict_name(unsigned verdict)
{
    static const char *const names[VERDICTS] = {
        [VERDICT_INSTALLED] = "installed",         [VERDICT_REPLACED] = "replaced",
        [VERDICT_DUPLICATE] = "duplicate",         [VERDICT_CONTENDED] = "contended",
        [VERDICT_CONFLICT] = "conflict",           [VERDICT_LIMITED] = "limited",
        [VERDICT_NOT_CACHEABLE] = "not_cacheable", [VERDICT_UNTRANSLATABLE] = "untranslatable",
    };

    return verdict < VERDICTS ? names[verdict] : "?";
}

const char *instance_origin_name(uint8_t origin)
{
    static const char *const names[] = {
        [ORIGIN_CACHE] = "put by the cache",
        [ORIGIN_PACKET_THREAD] = "added by a packet thread",
        [ORIGIN_FOREIGN] = "put by somebody else",
        [ORIGIN_RESET] = "after a reset",
        [ORIGIN_MOVED] = "after a move",
    };

    return names[origin];
}

const char *instance_end_name(uint8_t end)
{
    static const char *const names[] = {
        [END_NONE] = "there",
        [END_DELETED] = "deleted",
        [END_DELETE_UNSAID] = "deleted with an error",
        [END_VANISHED] = "vanished",
        [END_RESET] = "reset",
        [END_MOVED] = "moved",
    };

    return names[end];
}

const char *slot_name(unsigned flow, unsigned pmd)
{
    static _Thread_local char name[40];

    if (pmd == CACHE_PMD_NULL) {
        snprintf(name, sizeof name, "flow %u", flow);
    } else {
        snprintf(name, sizeof name, "flow %u of pmd %u", flow, pmd);
    }
    return name;
}
