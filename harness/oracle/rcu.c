/*
 * RCU: each ukey is freed once, after it has left its umap, and nothing happens to it afterwards.
 * That no reader can still see it is the runtime's to check.
 */

#include "oracle/internal.h"

void rcu_transition(unsigned slot, uint64_t serial)
{
    const struct ukey_watch *ukey = ukeys_find(serial);

    if (ukey && ukey->freed) {
        runtime_violation("RCU", "%s changes the state of ukey %llu of %s, which is freed",
                          oracle_self(), (unsigned long long)serial, oracle_slot_name(slot));
    }
}

void rcu_freed(unsigned slot, uint64_t serial, bool destroying)
{
    const struct ukey_watch *ukey = ukeys_find(serial);

    if (!ukey) {
        return;
    }
    if (ukey->freed) {
        runtime_violation("RCU", "%s frees ukey %llu of %s a second time", oracle_self(),
                          (unsigned long long)serial, oracle_slot_name(slot));
    }
    if (!destroying && ukey->state != STATE_CREATED && ukey->state != STATE_DELETED) {
        runtime_violation("RCU",
                          "%s frees ukey %llu of %s, which is %s: expected one that was never "
                          "visible, or is DELETED",
                          oracle_self(), (unsigned long long)serial, oracle_slot_name(slot),
                          model_state_word(ukey->state));
    }
}
