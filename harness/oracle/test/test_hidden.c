/*
 * LIM: flows that the cache does not see from their number. It takes the datapath's flows for its
 * own as far as it has ukeys, though some of those may have lost their flow; so a flow that was
 * there before the round may add to the number when it is adopted.
 */

#include "oracle/test/script/script.h"

static unsigned n_gone;    /* Of flows 0 and 1, which have ukeys 1 and 2. */
static unsigned n_adopted; /* Of flows 2 to 4, which have none. */
static unsigned n_deleted; /* Of flows 1 and 0. */

static void delete_and_forget(unsigned flow, uint64_t serial)
{
    script_step(flow, serial, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(!script_operate(CACHE_DELETE, flow).error);
    script_forget(flow, serial);
}

static void adopt_and_delete(void)
{
    world->n_flows();
    for (unsigned flow = 2; flow < 2 + n_adopted; flow++) {
        EXPECT(!world->adopt(flow, model_rule_actions(flow)));
        script_step(flow, flow + 1, STATE_CREATED, STATE_VISIBLE);
        EXPECT(!script_operate(CACHE_GET, flow).error);
        script_step(flow, flow + 1, STATE_VISIBLE, STATE_OPERATIONAL);
        delete_and_forget(flow, flow + 1);
    }
    for (unsigned flow = 1; flow + n_deleted > 1; flow--) {
        delete_and_forget(flow, flow + 1);
    }
}

/* Two rounds later the cache does not take what it adopted for others' flows any more. */
static void deletes(uint32_t flow_limit, unsigned gone, unsigned adopted, unsigned deleted)
{
    script_configure(&(struct cache_settings){.flow_limit = flow_limit});
    script_adopt(2);
    script_round();
    n_gone = gone;
    n_adopted = adopted;
    n_deleted = deleted;
    for (unsigned flow = 0; flow < n_gone; flow++) {
        EXPECT(model_vanish(flow, CACHE_PMD_NULL));
    }
    for (unsigned flow = 2; flow < 2 + n_adopted; flow++) {
        EXPECT(model_install_foreign(flow, CACHE_PMD_NULL, true, true));
    }
    script_in_round(adopt_and_delete);
}

static void hidden_by_ukeys_without_a_flow(void)
{
    deletes(2, 2, 2, 0);
}

/* The cache sees from the number that there are two more: they are counted already. */
static void not_hidden(void)
{
    deletes(3, 0, 2, 1);
}

/* One is hidden and one is not. */
static void partly_hidden(void)
{
    deletes(2, 1, 2, 1);
}

/* There are three at most, which are not too many. */
static void three_of_three(void)
{
    deletes(3, 1, 2, 1);
}

static const struct script_test tests[] = {
    {"hidden by ukeys without a flow", hidden_by_ukeys_without_a_flow, NULL, NULL, NULL},
    {"not hidden", not_hidden, "LIM", "deleted-for-nothing", "2 have been deleted for it"},
    {"partly hidden", partly_hidden, NULL, NULL, NULL},
    {"three of three", three_of_three, "LIM", "deleted-for-nothing", "2 have been deleted for it"},
};
SCRIPT_MAIN(tests)
