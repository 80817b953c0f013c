/* LEAK: each translation is given back exactly once, each ukey freed, and nothing is left behind.
 */

#include "oracle/internal.h"

void leak_use(uint32_t handle, unsigned flow)
{
    if (!model_handle_live(handle)) {
        runtime_violation("LEAK", "%s credits flow %u to translation %u, which %s", oracle_self(),
                          flow, handle,
                          model_handle_known(handle) ? "was given back" : "was never given out");
    }
    if (model_handle_flow(handle) != flow) {
        runtime_violation("LEAK", "%s credits flow %u to translation %u, which is of flow %u",
                          oracle_self(), flow, handle, model_handle_flow(handle));
    }
}

void leak_release(uint32_t handle)
{
    if (!model_handle_live(handle)) {
        runtime_violation("LEAK", "%s gives back translation %u, which %s", oracle_self(), handle,
                          model_handle_known(handle) ? "was given back before"
                                                     : "was never given out");
    }
}

void leak_check(void)
{
    for (uint64_t serial = 1; serial <= ukeys_highest(); serial++) {
        const struct ukey_watch *ukey = ukeys_find(serial);

        if (ukey && !ukey->freed) {
            runtime_violation("LEAK",
                              "ukey %llu of %s was never freed; it is %s, and %llu were "
                              "made in all",
                              (unsigned long long)serial, oracle_slot_name(ukey->slot),
                              model_state_word(ukey->state), (unsigned long long)ukeys_highest());
        }
    }
    for (uint32_t handle = 1; handle <= model_n_handles(); handle++) {
        if (model_handle_live(handle)) {
            runtime_violation("LEAK", "translation %u, of flow %u, was never given back", handle,
                              model_handle_flow(handle));
        }
    }
    if (runtime_pending_callbacks()) {
        runtime_violation("LEAK", "%u RCU callbacks are pending after the cache was destroyed",
                          runtime_pending_callbacks());
    }
}
