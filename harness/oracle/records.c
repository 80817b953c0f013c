/*
 * CNT, as far as records of dumps are concerned: a ukey is handled at most once in a dump, and is
 * done already when a later record of its flow comes; or when it was made, or its put answered,
 * while the dump was running, as the record may then be of an earlier flow.
 */

#include "oracle/internal.h"

static uint32_t n_handed[MODEL_SLOTS]; /* In the running round. */
static uint32_t n_first, n_again;      /* In all rounds that have ended, at most. */

void records_reset(void)
{
    n_first = n_again = 0;
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        n_handed[slot] = 0;
    }
}

void records_handed(unsigned slot)
{
    n_handed[slot]++;
}

void records_round_end(void)
{
    const struct round_watch *round = rounds_last();

    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        const struct slot_watch *watch = slot_watch(slot);
        bool young = watch->visible_at >= round->before || !watch->answered_at ||
                     watch->answered_at >= round->before ||
                     (watch->by_packet_thread && round->awaits_grace);

        if (n_handed[slot]) {
            n_first++;
            n_again += young ? n_handed[slot] : n_handed[slot] - 1;
            n_handed[slot] = 0;
        }
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
