/* STALL, of two keys with one identity: a ukey with the one refuses the other, and is never replaced by it. */

#include "oracle/test/script/script.h"

/* The ukey that stands there was made for the other key of its flow, or for this one. */
static void meets(bool other_key, enum cache_verdict verdict)
{
    script_install(0, 1);
    script_other_key = other_key;
    script_miss(0);
    script_handle(0);
    script_verdict(0, verdict);
}

static void conflict_with_another_key(void)
{
    meets(true, VERDICT_CONFLICT);
}

static void conflict_with_its_own_key(void)
{
    meets(false, VERDICT_CONFLICT);
}

/* B22: a revalidator has made the ukey, for a flow that has never had another key. */
static void conflict_with_an_adopted_one(void)
{
    script_adopt(1);
    script_miss(0);
    script_handle(0);
    script_verdict(0, VERDICT_CONFLICT);
}

static void other_key_meets_an_adopted_one(void)
{
    script_adopt(1);
    script_other_key = true;
    script_miss(0);
    script_handle(0);
    script_verdict(0, VERDICT_CONFLICT);
}

static void duplicate_of_another_key(void)
{
    meets(true, VERDICT_DUPLICATE);
}

static void replaced_one_with_another_key(void)
{
    script_install(0, 1);
    script_delete(0, 1);
    script_step(0, 1, STATE_EVICTING, STATE_EVICTED);
    script_other_key = true;
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_EVICTED, STATE_DELETED);
    script_step(0, 2, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_step(0, 2, STATE_VISIBLE, STATE_OPERATIONAL);
    script_verdict(0, VERDICT_REPLACED);
}

/* It left before the miss was handled: there is nothing to conflict with any more. */
static void conflict_with_what_has_left(void)
{
    script_install(0, 1);
    script_delete(0, 1);
    script_forget(0, 1);
    script_other_key = true;
    script_miss(0);
    script_handle(0);
    script_verdict(0, VERDICT_CONFLICT);
}

/* Its maker has not said yet for which key it was made. */
static void conflict_with_one_that_is_being_made(void)
{
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_miss(0);
    script_handle(0);
    script_verdict(0, VERDICT_CONFLICT);
}

static const struct script_test tests[] = {
    {"conflict with another key", conflict_with_another_key, NULL, NULL, NULL},
    {"conflict with its own key", conflict_with_its_own_key, "STALL", "no-conflict", NULL},
    {"conflict with an adopted one", conflict_with_an_adopted_one, "STALL", "no-conflict", NULL},
    {"other key meets an adopted one", other_key_meets_an_adopted_one, NULL, NULL, NULL},
    {"duplicate of another key", duplicate_of_another_key, "STALL", "has-another-key", NULL},
    {"replaced one with another key", replaced_one_with_another_key, "STALL", "has-another-key",
     NULL},
    {"conflict with what has left", conflict_with_what_has_left, "STALL", "no-conflict", NULL},
    {"conflict with one in the making", conflict_with_one_that_is_being_made, NULL, NULL, NULL},
};
SCRIPT_MAIN(tests)
