/*
 * `bytes`: a byte string, such as a fuzzer's input, decides. Each decision takes a byte for who is
 * next (counted from the default rule's choice, so that zeros follow the rule), and one for how
 * many points to stay quiet afterwards: below 192 as it is, above that in steps of 64.
 */
#include "runtime/actor_set.h"
#include "runtime/strategy.h"

static uint8_t next_byte(struct strategy_bytes *bytes)
{
    return bytes->at < bytes->size ? bytes->data[bytes->at++] : 0;
}

static unsigned pick(const struct actor_set *runnable, unsigned default_next, unsigned byte)
{
    unsigned steps = byte % actor_set_count(runnable);
    unsigned at = default_next;

    while (steps-- > 0) {
        at = actor_set_next(runnable, at);
    }
    return at;
}

static void begin(struct strategy *strategy)
{
    ((struct strategy_bytes *)strategy)->at = 0;
}

static struct strategy_choice choose(struct strategy *strategy, const struct strategy_view *view)
{
    struct strategy_bytes *bytes = (struct strategy_bytes *)strategy;
    struct strategy_choice choice = {.next = view->default_next, .quiet = STRATEGY_QUIET_FOREVER};
    unsigned quiet;

    if (bytes->at == bytes->size) {
        return choice;
    }
    if (actor_set_count(view->runnable) > 1) {
        choice.next = pick(view->runnable, view->default_next, next_byte(bytes));
    }
    quiet = next_byte(bytes);
    choice.quiet = quiet < 192 ? quiet : 192 + (quiet - 192) * 64;
    return choice;
}

void strategy_bytes_init(struct strategy_bytes *bytes, const uint8_t *data, size_t size)
{
    bytes->strategy.name = "bytes";
    bytes->strategy.asked_at_wakes = false;
    bytes->strategy.begin = begin;
    bytes->strategy.choose = choose;
    bytes->data = data;
    bytes->size = size;
    bytes->at = 0;
}
