#include "ovs/promise/refused.h"

#include <errno.h>
#include <string.h>

#include "ovs/promise/promises.h"
#include "ovs/recirculation.h"
#include "ovs/watch.h"
#include "runtime/runtime.h"

/* Deletes without a ukey that are under way, of each flow. */
static uint8_t n_without_ukey[CACHE_MAX_FLOWS];
/* How often the actor could not get the flow, and has not deleted it since. */
static uint8_t n_not_got[RUNTIME_MAX_ACTORS][CACHE_MAX_FLOWS];

void refused_begin(void)
{
    memset(n_without_ukey, 0, sizeof n_without_ukey);
    memset(n_not_got, 0, sizeof n_not_got);
}

bool refused_is_deleted(unsigned flow)
{
    return n_without_ukey[flow];
}

bool refused_delete_begins(struct identity of, bool is_without_ukey)
{
    uint8_t *not_got = &n_not_got[actor_self()][of.flow];
    bool is_refused = is_without_ukey && (*not_got || recirculation_was_shown(of.flow, of.pmd));

    if (is_refused) {
        *not_got -= *not_got > 0;
        watch_counted("recirculation-refused");
        promises_called_for(CALLED_TO_DELETE_REFUSED, of.flow);
        promises_called_for(CALLED_REFUSED, of.flow);
        n_without_ukey[of.flow]++;
    }
    if (n_without_ukey[of.flow] && watch_has(of.flow, of.pmd, STATE_EVICTING)) {
        promises_called_for(CALLED_BESIDE_REFUSED, of.flow);
    }
    return is_refused;
}

void refused_was_got(struct identity of, int error)
{
    n_not_got[actor_self()][of.flow] += error && error != ENOENT;
}

static void look_at_deleted(struct identity of)
{
    if (!watch_has(of.flow, of.pmd, STATE_EVICTING) &&
        (watch_has(of.flow, of.pmd, STATE_VISIBLE) ||
         watch_has(of.flow, of.pmd, STATE_OPERATIONAL))) {
        promises_called_for(CALLED_UNDER_UKEY, of.flow);
    }
}

void refused_delete_is_over(struct identity of, bool was_refused, int error)
{
    if (was_refused && !--n_without_ukey[of.flow]) {
        promises_over_for(CALLED_TO_DELETE_REFUSED, of.flow);
    }
    if (!error || error == ENOENT) {
        look_at_deleted(of);
    }
}
