#include "oracle/belief/credit/losses.h"

static obs_time declared[MODEL_SLOTS][LOSSES + 1]; /* Last: for any reason. */
static obs_time untranslated[MODEL_SLOTS];         /* When a translation last failed. */

static void reset(void)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        untranslated[slot] = 0;
        for (unsigned reason = 0; reason <= LOSSES; reason++) {
            declared[slot][reason] = 0;
        }
    }
}

static void update(const struct observation *o)
{
    if (o->kind == OBS_LOSS) {
        declared[o->slot][o->loss] = declared[o->slot][LOSSES] = obs_now();
    } else if (o->result) {
        untranslated[o->slot] = obs_now();
    }
}

obs_time losses_declared_at(unsigned slot, enum cache_loss reason)
{
    return declared[slot][reason];
}

bool losses_is_untranslatable(unsigned slot, obs_time since)
{
    return declared[slot][LOST_UNTRANSLATABLE] > since && untranslated[slot] > since;
}

const struct belief belief_losses = {
    .wants = OBS(LOSS) | OBS(TRANSLATED),
    .reset = reset,
    .update = update,
};
