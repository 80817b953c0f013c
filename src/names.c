/* The words for the enumerations of the public headers. */

#include "coverage.h"
#include "observer.h"

const char *ukey_state_name(enum ukey_state state)
{
    static const char *const names[UKEY_STATES] = {
        "CREATED", "VISIBLE", "OPERATIONAL", "INCONSISTENT", "EVICTING", "EVICTED", "DELETED",
    };

    return state < UKEY_STATES ? names[state] : "unknown";
}

const char *upcall_verdict_name(enum upcall_verdict verdict)
{
    static const char *const names[UPCALL_VERDICTS] = {
        "installed", "replaced", "duplicate",     "contended",
        "conflict",  "limited",  "not cacheable", "untranslatable",
    };

    return verdict < UPCALL_VERDICTS ? names[verdict] : "unknown";
}

const char *loss_reason_name(enum loss_reason reason)
{
    static const char *const names[LOSS_REASONS] = {
        "flow vanished",     "delete failed", "stats not final",
        "counter decreased", "layer changed", "untranslatable",
    };

    return reason < LOSS_REASONS ? names[reason] : "unknown";
}

const char *coverage_name(enum coverage_counter counter)
{
    static const char *const names[COVERAGE_N] = {
#define COVERAGE_NAME(NAME) #NAME,
        COVERAGE_COUNTERS(COVERAGE_NAME)
#undef COVERAGE_NAME
    };

    return counter < COVERAGE_N ? names[counter] : "unknown";
}
