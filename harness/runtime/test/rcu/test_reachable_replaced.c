/* What replaces a node, or is added once more, can be reached; what it replaces can be no more. */
#include "runtime/test/rcu/item.h"

static void replace(void)
{
    struct cds_lfht_iter iter;

    cds_lfht_lookup(table, 1, matches, NULL, &iter);
    other = make_item();
    EXPECT(!cds_lfht_replace(table, &iter, 1, matches, NULL, &other->node));
}

static void add_in_its_place(void)
{
    other = make_item();
    EXPECT(cds_lfht_add_replace(table, 1, matches, NULL, &other->node) == &item->node);
}

static void replace_and_free(void)
{
    replace();
    just_free();
}

static void add_in_its_place_and_free(void)
{
    add_in_its_place();
    just_free();
}

static void replace_and_free_the_new(void)
{
    replace();
    free_other();
}

static void add_in_its_place_and_free_the_new(void)
{
    add_in_its_place();
    free_other();
}

static void add_again_and_free(void)
{
    take_out();
    EXPECT(cds_lfht_add_unique(table, 1, matches, NULL, &item->node) == &item->node);
    just_free();
}

static void frees_replaced(void *unused)
{
    change_beside(look, replace_and_free);
}

static void frees_whose_place_was_taken(void *unused)
{
    change_beside(look, add_in_its_place_and_free);
}

static void frees_what_replaces(void *unused)
{
    change_beside(look, replace_and_free_the_new);
}

static void frees_what_took_a_place(void *unused)
{
    change_beside(look, add_in_its_place_and_free_the_new);
}

static void frees_what_was_added_again(void *unused)
{
    change_beside(look, add_again_and_free);
}

int main(void)
{
    const struct test_case cases[] = {
        VIOLATION(frees_replaced, "RCU/freed-under-reader by main seen by thread-2"),
        VIOLATION(frees_whose_place_was_taken, "RCU/freed-under-reader by main seen by thread-2"),
        VIOLATION(frees_what_replaces, "RCU/freed-in-table by main seen by thread-2"),
        VIOLATION(frees_what_took_a_place, "RCU/freed-in-table by main seen by thread-2"),
        VIOLATION(frees_what_was_added_again, "RCU/freed-in-table by main seen by thread-2"),
    };

    return RUN_CASES(cases);
}
