/* A set of actors is what a table of booleans says, with one word and with several, also as the
 * number of words in use grows. */
#include "test/check.h"
#include "runtime/actor_set.h"

#if RUNTIME_ACTORS > 32
unsigned actor_words = 1;
#endif

static bool expected[RUNTIME_MAX_ACTORS];
static struct actor_set set;

static unsigned expected_next(unsigned after)
{
    unsigned i = after;

    do {
        i = (i + 1) % RUNTIME_MAX_ACTORS;
    } while (!expected[i] && i != after);
    return i;
}

/* All that can be asked of the set. */
static void compare(void)
{
    struct actor_walk walk = actor_walk(&set);
    unsigned n = 0, end = 0, i;

    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        CHECK(actor_set_has(&set, actor) == expected[actor]);
        if (expected[actor]) {
            CHECK(actor_walk_on(&walk, &i) && i == actor);
            n++;
            end = actor + 1;
        }
    }
    CHECK(!actor_walk_on(&walk, &i));
    CHECK(actor_set_count(&set) == n);
    CHECK(actor_set_end(&set) == end);
    CHECK(actor_set_is_empty(&set) == (n == 0));
    for (unsigned actor = 0; actor < ACTOR_WORD_BITS * actor_words; actor++) {
        CHECK(actor_set_has_others(&set, actor) == (n > expected[actor]));
        CHECK(n == 0 || actor_set_next(&set, actor) == expected_next(actor));
    }
}

static void empty(void)
{
    compare();
}

/* Adds and takes out at random, low numbers first, so that sets have few words and then more. */
static void changes(void)
{
    struct random random = {5};

    for (unsigned step = 0; step < 4000; step++) {
        unsigned below = step < 2000 ? 20 : RUNTIME_MAX_ACTORS;
        unsigned actor = random_below(&random, below);

        expected[actor] = random_one_in(&random, 3);
        if (expected[actor]) {
            actor_set_add(&set, actor);
        } else {
            actor_set_remove(&set, actor);
        }
        if (step % 16 == 0) {
            compare();
        }
    }
    CHECK((unsigned)actor_words == (unsigned)ACTOR_WORDS);
}

static void two_sets(void)
{
    struct actor_set other = {{0}}, result;

    changes();
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i += 3) {
        actor_set_add(&other, i);
    }
    actor_set_unite(&result, &set, &other);
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        CHECK(actor_set_has(&result, i) == (expected[i] || i % 3 == 0));
    }
    actor_set_subtract(&result, &set, &other);
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        CHECK(actor_set_has(&result, i) == (expected[i] && i % 3 != 0));
    }
    actor_set_copy(&result, &other);
    CHECK(actor_set_count(&result) == (RUNTIME_MAX_ACTORS + 2) / 3);
    actor_set_clear(&result);
    CHECK(actor_set_is_empty(&result));
}

/* Each actor of the set is drawn about as often as any other, and no other is. */
static void draws(void)
{
    enum { EACH = 1000 };
    struct random random = {7};
    unsigned n[RUNTIME_MAX_ACTORS] = {0}, n_actors;

    changes();
    n_actors = actor_set_count(&set);
    for (unsigned i = 0; i < EACH * n_actors; i++) {
        n[actor_set_draw(&set, &random)]++;
    }
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        CHECK(expected[i] ? n[i] > EACH * 3 / 4 && n[i] < EACH * 5 / 4 : n[i] == 0);
    }
}

int main(void)
{
    const struct test_case cases[] = {CASE(empty), CASE(changes), CASE(two_sets), CASE(draws)};

    return RUN_CASES(cases);
}
