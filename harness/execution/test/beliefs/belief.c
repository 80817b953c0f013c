#include "belief.h"

#include "oracle/context.h"

static struct belief_count counts[N_BELIEFS];

static const char *const words[N_BELIEFS] = {
#define BELIEF_WORDS(NAME, WORDS) [BELIEF_##NAME] = WORDS,
    BELIEFS(BELIEF_WORDS)
#undef BELIEF_WORDS
};

static _Noreturn void wrong(enum compared belief, unsigned slot, uint64_t oracle,
                            const char *relation, uint64_t cache)
{
    runtime_violation(
        "BELIEF", "event %zu, %s: %s%s%s: the oracles' %llu is not %s the cache's %llu",
        event_log_length(), self_name(), words[belief], slot == WHOLE_CACHE ? "" : ", of ",
        slot == WHOLE_CACHE ? "" : slot_name(slot), (unsigned long long)oracle, relation,
        (unsigned long long)cache);
}

static void count_bound(enum compared belief, uint64_t oracle, uint64_t cache)
{
    counts[belief].n++;
    counts[belief].n_bounds++;
    counts[belief].n_reached += oracle == cache;
}

void belief_equal(enum compared belief, unsigned slot, uint64_t oracle, uint64_t cache)
{
    counts[belief].n++;
    if (oracle != cache) {
        wrong(belief, slot, oracle, "equal to", cache);
    }
}

void belief_at_most(enum compared belief, unsigned slot, uint64_t oracle, uint64_t cache)
{
    count_bound(belief, oracle, cache);
    if (oracle > cache) {
        wrong(belief, slot, oracle, "at most", cache);
    }
}

void belief_at_least(enum compared belief, unsigned slot, uint64_t oracle, uint64_t cache)
{
    count_bound(belief, oracle, cache);
    if (oracle < cache) {
        wrong(belief, slot, oracle, "at least", cache);
    }
}

struct belief_count belief_count(enum compared belief)
{
    return counts[belief];
}

const char *belief_words(enum compared belief)
{
    return words[belief];
}
