#include "oracle/belief/records.h"

#include "oracle/belief/rounds.h"
#include "oracle/belief/ukeys.h"

static uint32_t n_handed[MODEL_SLOTS]; /* In the running round. */
static uint32_t n_first, n_again;

static void reset(void)
{
    n_first = n_again = 0;
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        n_handed[slot] = 0;
    }
}

static void end_round(void)
{
    const struct round_facts *round = rounds_last();

    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        bool young =
            ukeys_in(slot)->visible_at >= round->before || ukeys_put_was_pending(slot, round);

        if (n_handed[slot]) {
            n_first++;
            n_again += young ? n_handed[slot] : n_handed[slot] - 1;
            n_handed[slot] = 0;
        }
    }
}

static void update(const struct observation *o)
{
    if (o->kind == OBS_RECORD) {
        n_handed[o->slot]++;
    } else {
        end_round();
    }
}

uint32_t records_n_first(void)
{
    return n_first;
}

uint32_t records_n_again(void)
{
    return n_again;
}

const struct belief belief_records = {
    .wants = OBS(RECORD) | OBS(ROUND_END),
    .reset = reset,
    .update = update,
};
