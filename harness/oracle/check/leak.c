/*
 * LEAK: each translation is given back exactly once and not used afterwards, each ukey is freed,
 * and nothing is left behind: no memory, no table, no lock or condition that was not destroyed.
 */
#include "oracle/belief/ukeys.h"

static void check_used(const struct observation *o)
{
    unsigned flow = o->slot / MODEL_TABLES;

    if (!model_handle_live(o->handle)) {
        violation(
            "LEAK/credits-to-no-translation",
            ABOUT_SLOT(o->slot, .handle = o->handle,
                       .traits = {{"was", model_handle_known(o->handle) ? "given-back"
                                                                        : "never-given-out"}}),
            "%s credits flow %u to translation %u, which %s", self_name(), flow, o->handle,
            model_handle_known(o->handle) ? "was given back" : "was never given out");
    } else if (model_handle_flow(o->handle) != flow) {
        violation("LEAK/credits-to-another-flow", ABOUT_SLOT(o->slot, .handle = o->handle),
                  "%s credits flow %u to translation %u, which is of flow %u", self_name(), flow,
                  o->handle, model_handle_flow(o->handle));
    }
}

static void check_released(const struct observation *o)
{
    if (!model_handle_live(o->handle)) {
        violation("LEAK/given-back-twice",
                  ABOUT(.handle = o->handle,
                        .traits = {{"was", model_handle_known(o->handle) ? "given-back"
                                                                         : "never-given-out"}}),
                  "%s gives back translation %u, which %s", self_name(), o->handle,
                  model_handle_known(o->handle) ? "was given back before" : "was never given out");
    }
}

static bool check_ukeys(void)
{
    for (uint64_t serial = 1; serial <= ukeys_highest(); serial++) {
        const struct ukey_facts *ukey = ukeys_find(serial);

        if (!ukey->freed) {
            violation("LEAK/ukey-not-freed",
                      ABOUT_SLOT(ukey->slot, .ukey = serial, .by_anybody = true,
                                 .traits = {{"ukey", model_state_word(ukey->state)}}),
                      "ukey %llu of %s was never freed; it is %s; the cache made %llu in all",
                      (unsigned long long)serial, slot_name(ukey->slot),
                      model_state_word(ukey->state), (unsigned long long)ukeys_highest());
            return false;
        }
    }
    return true;
}

static bool check_translations(void)
{
    for (uint32_t handle = 1; handle <= model_n_handles(); handle++) {
        if (model_handle_live(handle)) {
            violation("LEAK/translation-not-given-back",
                      ABOUT(.handle = handle, .by_anybody = true),
                      "translation %u, of flow %u, was never given back", handle,
                      model_handle_flow(handle));
            return false;
        }
    }
    return true;
}

static bool check_callbacks(void)
{
    if (runtime_pending_callbacks()) {
        violation("LEAK/callbacks-pending", ABOUT(.by_anybody = true),
                  "%u RCU callbacks are pending after the cache was destroyed",
                  runtime_pending_callbacks());
        return false;
    }
    return true;
}

static bool check_none(const char *rule, unsigned n, const char *what)
{
    if (n) {
        violation(rule, ABOUT(.traits = {{"left", what}}),
                  "%u %s left after the cache was destroyed: expected none", n, what);
    }
    return !n;
}

static bool check_objects(void)
{
    static const char *const words[OBJECT_CLASSES] = {
        [OBJECT_LOCK] = "mutexes or rwlocks are",
        [OBJECT_COND] = "conditions are",
        [OBJECT_BARRIER] = "barriers are",
        [OBJECT_SEMAPHORE] = "semaphores are",
    };

    for (unsigned class = 0; class < OBJECT_CLASSES; class ++) {
        if (words[class] && !check_none("LEAK/not-destroyed",
                                        runtime_n_left((enum object_class) class), words[class])) {
            return false;
        }
    }
    if (runtime_n_never_made()) {
        violation("LEAK/never-made", ABOUT_NOTHING,
                  "destroyed locks or the like that no call had made: %u", runtime_n_never_made());
        return false;
    }
    return check_none("LEAK/table-not-destroyed", runtime_n_tables_left(), "hash tables are");
}

static void before(const struct observation *o)
{
    if (o->kind == OBS_PUSH) {
        check_used(o);
    } else {
        check_released(o);
    }
}

static void after(const struct observation *o)
{
    if (check_ukeys() && check_translations() && check_callbacks() && check_objects()) {
        check_none("LEAK/memory", runtime_n_blocks_left(), "blocks of memory are");
    }
}

const struct check check_leak = {
    .wants_before = OBS(PUSH) | OBS(RELEASE),
    .wants_after = OBS(END),
    .before = before,
    .after = after,
};
