/*
 * LOCK, as far as the cache's occurrences say which lock must be held: none while the datapath works or
 * hands out records, as it may take as long as it likes; and the ukey's while a ukey takes a step, and
 * while it is shown. (The order of locks is the runtime's to check.)
 */
#include "oracle/belief/ukeys.h"

static void check_step(const struct observation *o)
{
    const struct ukey_facts *ukey = ukeys_find(o->ukey);

    if (!runtime_n_held()) {
        violation("LOCK/step-without-a-lock", ABOUT_SLOT(o->slot, .ukey = o->ukey),
                  "%s takes ukey %llu of %s from %s to %s and holds no lock: expected the ukey's",
                  self_name(), (unsigned long long)o->ukey, slot_name(o->slot),
                  model_state_word(o->from), model_state_word(o->to));
    } else if (ukey && !ukeys_hold_lock_of(ukey)) {
        violation("LOCK/step-under-another-lock", ABOUT_SLOT(o->slot, .ukey = o->ukey),
                  "%s takes ukey %llu of %s from %s to %s and holds no lock under which it took "
                  "all its steps before: expected the ukey's",
                  self_name(), (unsigned long long)o->ukey, slot_name(o->slot),
                  model_state_word(o->from), model_state_word(o->to));
    }
}

static void check_shown(const struct observation *o)
{
    const struct ukey_facts *ukey = ukeys_find(o->entry->serial);

    if (ukey && !ukeys_hold_lock_of(ukey)) {
        violation("LOCK/shown-without-its-lock", ABOUT_SLOT(o->slot, .ukey = o->entry->serial),
                  "%s shows ukey %llu of %s and holds no lock under which it took all its steps: "
                  "expected the ukey's",
                  self_name(), (unsigned long long)o->entry->serial, slot_name(o->slot));
    }
}

static void say_held(unsigned n_held)
{
    uint32_t last = runtime_held(n_held - 1);

    violation("LOCK/held-over-the-datapath", ABOUT(.lock = last),
              "%s asks the datapath for something and holds %u lock%s (%slock %u): expected none",
              self_name(), n_held, plural(n_held), n_held > 1 ? "the last is " : "", last);
}

static void before(const struct observation *o)
{
    if (!context_on_pthreads()) {
        return;
    }
    if (o->kind == OBS_TRANSITION) {
        check_step(o);
    } else if (o->kind == OBS_ENTRY) {
        check_shown(o);
    } else if (runtime_n_held()) {
        say_held(runtime_n_held());
    }
}

const struct check check_lock = {
    .wants_before = OBS(OP_BEGIN) | OBS(DUMP_OPEN) | OBS(DUMP_NEXT) | OBS(DUMP_THREAD_END) |
                    OBS(TRANSITION) | OBS(ENTRY),
    .before = before,
};
