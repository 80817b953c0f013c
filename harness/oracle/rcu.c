/*
 * RCU: each ukey is freed once, after it has left its umap and a grace period has passed, and
 * nothing happens to it afterwards.
 */

#include "oracle/internal.h"

void rcu_transition(unsigned slot, uint64_t serial, enum cache_state from, enum cache_state to)
{
    struct ukey_watch *ukey = ukeys_find(serial);

    if (ukey && ukey->freed) {
        runtime_violation("RCU", "%s changes the state of ukey %llu of %s, which is freed",
                          oracle_self(), (unsigned long long)serial, oracle_slot_name(slot));
    }
    if (ukey && to == STATE_DELETED && from != STATE_CREATED) {
        ukey->left_mark = runtime_rcu_mark();
    }
}

static void check_grace_period(unsigned slot, uint64_t serial, uint64_t left_mark)
{
    unsigned holdout = runtime_rcu_holdout(left_mark);

    if (holdout != RUNTIME_MAX_ACTORS) {
        runtime_violation("RCU",
                          "%s frees ukey %llu of %s without a grace period: %s has not passed a "
                          "quiescent state since the ukey left its umap, and may still see it",
                          oracle_self(), (unsigned long long)serial, oracle_slot_name(slot),
                          actor_name(holdout));
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
    if (!destroying && ukey->left_mark) {
        check_grace_period(slot, serial, ukey->left_mark);
    }
}
