/*
 * VALID: every flow that existed when the rules changed has been revalidated or deleted by the end
 * of the first undisturbed round that answers to the change.
 */
#include "oracle/belief/credit/ledgers.h"
#include "oracle/belief/rounds.h"
#include "oracle/belief/rules.h"
#include "oracle/belief/ukeys.h"

static void check_slot(unsigned slot)
{
    const struct model_instance *live = model_live_in(slot);
    const struct slot_facts *facts = ukeys_in(slot);
    uint32_t version = model_actions_version(live->actions);
    uint32_t wanted = rules_wanted(live->flow);
    bool current = wanted == model_rule_version(live->flow);
    bool may_exist = version != UINT32_MAX && version >= wanted;
    bool may_stay = !current || model_rule_actions(live->flow);
    bool wide = current && model_rule_mask(live->flow) & ~live->mask && !ledgers_is_exchanged(live);

    if (may_exist && may_stay && !wide) {
        return;
    }
    violation(!may_stay               ? "VALID/not-allowed"
              : version == UINT32_MAX ? "VALID/of-no-rules"
              : may_exist             ? "VALID/mask-too-wide"
                                      : "VALID/of-older-rules",
              ABOUT_SLOT(slot, .ukey = facts->serial, .instance = live->serial,
                         .traits = {{"origin", model_origin_name(live->origin)},
                                    {"ukey", model_state_word(facts->state)}},
                         .other = {"made by", facts->maker}),
              "%s ends a round that answers to version %u of the rules of %s, and its flow "
              "(instance %u, %s) still has actions 0x%x, %s; %s",
              self_name(), wanted, slot_name(slot), live->serial, model_origin_name(live->origin),
              live->actions,
              !may_stay               ? "though no flow is allowed"
              : version == UINT32_MAX ? "which no rules ever gave"
              : may_exist             ? "and a mask too wide for the rules"
                                      : "from an older version",
              ukeys_describe(slot));
}

static void after(const struct observation *o)
{
    struct slot_walk walk = slot_walk(model_live_slots());
    unsigned slot;

    while (rounds_last()->quiet && !context_found.any && slot_walk_on(&walk, &slot)) {
        if (rules_must_agree(slot)) {
            check_slot(slot);
        }
    }
}

const struct check check_valid = {
    .wants_after = OBS(ROUND_END),
    .after = after,
};
