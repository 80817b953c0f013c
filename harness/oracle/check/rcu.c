/*
 * RCU: each ukey is freed once, after it has left its umap and a grace period has passed, and
 * nothing happens to it afterwards. What a sampler reads without a lock is what some version of the
 * rules gave: freed memory hardly ever holds that. Main, an online reader when it calls the cache, is
 * one when the call returns.
 */
#include "oracle/belief/ukeys.h"

static void check_transition(const struct observation *o)
{
    const struct ukey_facts *ukey = ukeys_find(o->ukey);

    if (ukey && ukey->freed) {
        violation("RCU/used-after-free", ABOUT_SLOT(o->slot, .ukey = o->ukey),
                  "%s changes the state of ukey %llu of %s, which is freed", self_name(),
                  (unsigned long long)o->ukey, slot_name(o->slot));
    }
}

static void check_grace_period(const struct observation *o, uint64_t left_mark)
{
    unsigned holdout = runtime_rcu_holdout(left_mark);

    if (holdout != RUNTIME_MAX_ACTORS) {
        violation("RCU/no-grace-period",
                  ABOUT_SLOT(o->slot, .ukey = o->ukey, .other = {"seen by", holdout}),
                  "%s frees ukey %llu of %s without a grace period: %s has not passed a quiescent "
                  "state since the ukey left its umap, and may still see it",
                  self_name(), (unsigned long long)o->ukey, slot_name(o->slot),
                  actor_name(holdout));
    }
}

static void check_freed(const struct observation *o)
{
    const struct ukey_facts *ukey = ukeys_find(o->ukey);
    bool destroying = context_is_destroying();

    if (!ukey) {
        return;
    }
    if (ukey->freed) {
        violation("RCU/freed-twice", ABOUT_SLOT(o->slot, .ukey = o->ukey),
                  "%s frees ukey %llu of %s a second time", self_name(),
                  (unsigned long long)o->ukey, slot_name(o->slot));
    } else if (!destroying && ukey->state != STATE_CREATED && ukey->state != STATE_DELETED) {
        violation("RCU/freed-while-visible",
                  ABOUT_SLOT(o->slot, .ukey = o->ukey,
                             .traits = {{"ukey", model_state_word(ukey->state)}}),
                  "%s frees ukey %llu of %s, which is %s: expected one that was never visible, or "
                  "is DELETED",
                  self_name(), (unsigned long long)o->ukey, slot_name(o->slot),
                  model_state_word(ukey->state));
    } else if (!destroying && ukey->left_mark) {
        check_grace_period(o, ukey->left_mark);
    }
}

static void check_sampled(const struct observation *o)
{
    if (!model_actions_were_given(o->slot / MODEL_TABLES, o->actions)) {
        violation("RCU/reads-what-no-rules-gave", ABOUT_SLOT(o->slot),
                  "%s reads 0x%x as the actions of %s, which its rules never gave: expected those "
                  "of one version of its rules",
                  self_name(), o->actions, slot_name(o->slot));
    }
}

static bool was_online; /* Main, when its call began. */

static void check_online(const struct observation *o)
{
    if (was_online != runtime_rcu_is_online()) {
        violation("RCU/left-offline", ABOUT(.traits = {{"call", model_call_word(o->call)}}),
                  "%s() has returned, and %s is %s: expected it to be %s, as it was",
                  model_call_word(o->call), self_name(), was_online ? "offline" : "online",
                  was_online ? "online" : "offline");
    }
}

static void before(const struct observation *o)
{
    switch (o->kind) {
    case OBS_TRANSITION:
        check_transition(o);
        break;
    case OBS_FREED:
        check_freed(o);
        break;
    case OBS_CALL_BEGIN:
        was_online = runtime_rcu_is_online();
        break;
    case OBS_CALL_END:
        check_online(o);
        break;
    default:
        check_sampled(o);
        break;
    }
}

const struct check check_rcu = {
    .wants_before = OBS(TRANSITION) | OBS(FREED) | OBS(SAMPLED) | OBS(CALL_BEGIN) | OBS(CALL_END),
    .before = before,
};
