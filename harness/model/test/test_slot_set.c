/* Sets of slots, in a world of one word and in the largest. */
#include "model/test/check.h"

/* `wanted` ascends. */
static void expect_members(const struct slot_set *set, const unsigned *wanted, unsigned n)
{
    struct slot_walk walk = slot_walk(set);
    unsigned slot, i = 0;

    while (slot_walk_on(&walk, &slot)) {
        EXPECT(i < n && slot == wanted[i]);
        i++;
    }
    EXPECT(i == n && slot_set_count(set) == n);
}

static void few_flows(void)
{
    static const unsigned both[] = {0, 31}, second[] = {31};
    struct slot_set set = {{0}};

    EXPECT(model_n_slots == CACHE_USUAL_FLOWS * MODEL_TABLES && slot_words() == 1);
    expect_members(&set, NULL, 0);
    slot_set_add(&set, 31);
    slot_set_add(&set, 0);
    expect_members(&set, both, 2);
    slot_set_remove(&set, 0);
    EXPECT(!slot_set_has(&set, 0) && slot_set_has(&set, 31));
    expect_members(&set, second, 1);
}

static void all_flows(void)
{
    static const unsigned members[] = {63, 64, 300, MODEL_SLOTS - 1};
    struct slot_set set = {{0}};

    model_begin(&(struct model_settings){.n_flows = CACHE_MAX_FLOWS});
    EXPECT(model_n_slots == MODEL_SLOTS && slot_words() == SLOT_WORDS);
    for (unsigned i = 0; i < 4; i++) {
        slot_set_add(&set, members[i]);
    }
    expect_members(&set, members, 4);
    slot_set_clear(&set);
    expect_members(&set, NULL, 0);
}

/* Each flow has a slot of its own, and every one of them is in the datapath. */
static void every_flow_lives(void)
{
    struct slot_walk walk;
    unsigned slot, n = 0;

    model_begin(&(struct model_settings){.n_flows = CACHE_MAX_FLOWS});
    for (unsigned flow = 0; flow < CACHE_MAX_FLOWS; flow++) {
        EXPECT(!operate(CACHE_PUT, flow).error);
    }
    walk = slot_walk(model_live_slots());
    while (slot_walk_on(&walk, &slot)) {
        EXPECT(slot == model_slot(n, NONE) && model_live_in(slot)->flow == n);
        n++;
    }
    EXPECT(n == CACHE_MAX_FLOWS && model_n_flows() == n);
}

int main(void)
{
    const struct test_case cases[] = {
        BODY("few flows", few_flows),
        BODY("all flows", all_flows),
        BODY("every flow lives", every_flow_lives),
    };

    return RUN_CASES(cases);
}
