/* ATTR: what has been read is credited to the translation that it was read under. */

#include "oracle/test/script/script.h"

static void push(uint32_t handle, uint32_t from, uint32_t to)
{
    const uint64_t *bytes = model_instance(1)->bytes;

    struct cache_stats as = script_facts(1, to);

    script_credit_as(handle, 0, to - from, bytes[to] - bytes[from], &as);
}

static uint32_t translate(void)
{
    struct cache_translation translation;

    EXPECT(!world->translate(CACHE_TRANSLATE_REVALIDATE, 0, CACHE_PMD_NULL, 0, NULL, &translation));
    return translation.handle;
}

/* Reads the flow's counters, and translates it. */
static uint32_t read_and_translate(void)
{
    EXPECT(!script_operate(CACHE_GET, 0).error);
    return translate();
}

enum { OLD = 1 };

/* Three hits under the old rules; then the rules change. */
static void hits_and_change(void)
{
    script_install(0, 1);
    script_hit(0, 3);
    model_change_rules(0, RULE_FORWARD);
}

static void old_to_old(void)
{
    hits_and_change();
    read_and_translate();
    push(OLD, 0, 3);
}

static void old_to_new(void)
{
    hits_and_change();
    push(read_and_translate(), 0, 3);
}

/* Nobody can tell when, before the modify or after it, they came. */
static void unread_to_new(void)
{
    uint32_t new;

    hits_and_change();
    new = read_and_translate();
    script_hit(0, 2);
    push(OLD, 0, 3);
    push(new, 3, 5);
}

static void read_and_unread_to_new(void)
{
    uint32_t new;

    hits_and_change();
    push(OLD, 0, 2);
    new = read_and_translate();
    script_hit(0, 2);
    push(new, 2, 5);
}

static void never_read(void)
{
    hits_and_change();
    push(translate(), 0, 3);
}

static void modified(void)
{
    uint32_t new;

    hits_and_change();
    new = read_and_translate();
    push(OLD, 0, 3);
    EXPECT(!script_operate(CACHE_MODIFY, 0).error);
    script_hit(0, 2);
    cache->revalidate();
    read_and_translate();
    push(new, 3, 5);
}

/* The flow has the actions of the new translation by then. */
static void new_to_old(void)
{
    hits_and_change();
    read_and_translate();
    push(OLD, 0, 3);
    EXPECT(!script_operate(CACHE_MODIFY, 0).error);
    script_hit(0, 2);
    push(OLD, 3, 5);
}

/* The same rules, translated again, are the same rules. */
static void nothing_changed(void)
{
    script_install(0, 1);
    script_hit(0, 3);
    push(read_and_translate(), 0, 3);
}

static void adopted(void)
{
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_hit(0, 3);
    model_change_rules(0, RULE_FORWARD);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    push(read_and_translate(), 0, 3);
}

static const struct script_test tests[] = {
    {"old to old", old_to_old, NULL, NULL, NULL},
    {"old to new", old_to_new, "ATTR", "credited-to-newer-rules",
     "hit 1 was forwarded by version 0"},
    {"unread to new", unread_to_new, NULL, NULL, NULL},
    {"read and unread to new", read_and_unread_to_new, "ATTR", "credited-to-newer-rules",
     "hit 3 was forwarded"},
    {"never read", never_read, NULL, NULL, NULL},
    {"modified", modified, NULL, NULL, NULL},
    {"new to old", new_to_old, "ATTR", "credited-to-older-rules",
     "hit 4 was forwarded by version 1"},
    {"nothing changed", nothing_changed, NULL, NULL, NULL},
    {"adopted", adopted, NULL, NULL, NULL},
};
SCRIPT_MAIN(tests)
