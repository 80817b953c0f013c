/* Rounds, what each ukey has to do with them, and what main has asked of the threads. */

#include "compare.h"

#include "belief.h"
#include "oracle/belief/calls.h"
#include "oracle/belief/dumps.h"
#include "oracle/belief/rounds.h"
#include "oracle/belief/rules.h"
#include "oracle/belief/ukeys.h"
#include "oracle/context.h"
#include "announced.h"

/* A ukey that no change of rules is due for agrees with the last one. (One that was adopted in the
 * running round agrees with none until it has been translated.) */
static void compare_rules(unsigned slot, const struct udpif *udpif,
                          const struct ukey *ukey) NO_THREAD_SAFETY_ANALYSIS
{
    if (!rules_are_due(slot) && ukeys_in(slot)->visible_at < rounds_last()->begun_at &&
        ukey->state < UKEY_EVICTING) {
        belief_equal(BELIEF_RULES, slot, udpif->reval_seq, ukey->reval_seq);
    }
}

void compare_rounds_dump(const struct inside *inside)
{
    belief_equal(BELIEF_DUMP_OPEN, WHOLE_CACHE, dumps_is_open(), inside->udpif->round.dump != NULL);
}

void compare_rounds(const struct inside *inside) NO_THREAD_SAFETY_ANALYSIS
{
    const struct udpif *udpif = inside->udpif;

    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        const struct ukey *ukey = inside->ukeys[slot];

        if (ukey && ukey->serial == ukeys_in(slot)->serial) {
            compare_rules(slot, udpif, ukey);
        }
    }
    belief_at_most(BELIEF_ANNOUNCED, WHOLE_CACHE, rules_announced(), udpif->reval_seq);
    /* The leader has a dump a little after it was given one, and until after it has given it up. */
    if (!rounds_last()->open) {
        compare_rounds_dump(inside);
    }
    if (!announced_round_is_open()) {
        belief_equal(BELIEF_ROUNDS, WHOLE_CACHE, oracle_reached()->rounds,
                     udpif->rendezvous.n_rounds);
    }
    if (calls_is_paused()) {
        belief_equal(BELIEF_PAUSED, WHOLE_CACHE, true, udpif->rendezvous.pausing);
    }
    if (calls_is_stopped()) {
        belief_equal(BELIEF_STOPPED, WHOLE_CACHE, 0, udpif->n_handlers + udpif->n_revalidators);
    }
}

/* What stood in its umap when the round began, and still does, the sweep has looked at. Who tells
 * of a ukey may be held up before it is there; but not when its put was answered before. */
static void compare_swept(unsigned slot, const struct udpif *udpif,
                          const struct ukey *ukey) NO_THREAD_SAFETY_ANALYSIS
{
    if (ukeys_in(slot)->visible_at < rounds_last()->before &&
        !ukeys_put_was_pending(slot, rounds_last())) {
        belief_equal(BELIEF_SWEPT, slot, udpif->round.dump_seq, ukey->sweep_seq);
    }
}

void compare_rounds_end(const struct inside *inside)
{
    const struct udpif *udpif = inside->udpif;

    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        const struct ukey *ukey = inside->ukeys[slot];

        if (ukey && ukey->serial == ukeys_in(slot)->serial) {
            compare_swept(slot, udpif, ukey);
        }
    }
    belief_equal(BELIEF_ROUND_RULES, WHOLE_CACHE, rounds_last()->reval_seq, udpif->round.reval_seq);
    belief_equal(BELIEF_ROUND_COMPLETE, WHOLE_CACHE, rounds_last()->complete,
                 udpif->round.dump_complete);
}

/* Every ukey that was made has been heard of by then. */
void compare_rounds_destroy(const struct inside *inside)
{
    belief_equal(BELIEF_MADE, WHOLE_CACHE, ukeys_highest(), inside->udpif->last_serial);
}
