/*
 * ONCE: a loss is declared where the datapath gave cause for it, once for each, and nowhere else. An
 * answer that says that a counter is lost, or may be, is not passed over in silence.
 */
#include "oracle/belief/credit/causes.h"

static void after_loss(const struct observation *o)
{
    uint32_t n = causes_n_declared(o->slot, o->loss), most = causes_most(o->slot, o->loss);

    if (n > most) {
        violation(
            "ONCE/declared-for-nothing", ABOUT_SLOT(o->slot),
            "%s declares a loss of %s (%s), the %u. of that kind: the datapath has given cause "
            "for %u",
            self_name(), slot_name(o->slot), model_loss_word(o->loss), n, most);
    }
}

static void check_slot(unsigned slot)
{
    for (unsigned loss = 0; loss < LOSSES; loss++) {
        uint32_t n = causes_n_declared(slot, (enum cache_loss)loss);
        uint32_t least = causes_least(slot, (enum cache_loss)loss);

        if (n < least) {
            violation("ONCE/not-declared",
                      ABOUT_SLOT(slot, .traits = {{"loss", model_loss_word(loss)}}),
                      "declared losses of %s (%s): %u; the datapath has said that its counter is "
                      "lost, or "
                      "may be: %u",
                      slot_name(slot), model_loss_word(loss), n, least);
            return;
        }
    }
}

static void after(const struct observation *o)
{
    if (!context_is_exact()) {
        return;
    }
    if (o->kind == OBS_LOSS) {
        after_loss(o);
        return;
    }
    for (unsigned slot = 0; slot < model_n_slots && !context_found.any; slot++) {
        check_slot(slot);
    }
}

const struct check check_once_declared = {
    .wants_after = OBS(LOSS) | OBS(QUIESCENT),
    .after = after,
};
