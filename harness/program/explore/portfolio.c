#include "program/explore/portfolio.h"

#include <string.h>

#include "support/random.h"

static const char *const names[PORTFOLIO_MEMBERS] = {
    [PORTFOLIO_RANDOM] = "random",     [PORTFOLIO_PCT] = "pct",
    [PORTFOLIO_PCT_DEEP] = "pct-deep", [PORTFOLIO_POS] = "pos",
    [PORTFOLIO_SURW] = "surw",         [PORTFOLIO_SURW_OBJECT] = "surw-object",
    [PORTFOLIO_URW] = "urw",           [PORTFOLIO_DELAY_BOUND] = "delay-bound",
};

/* Who has how large a part. */
static const uint8_t mixture[] = {
    PORTFOLIO_POS,         PORTFOLIO_SURW_OBJECT, PORTFOLIO_RANDOM, PORTFOLIO_PCT,
    PORTFOLIO_SURW_OBJECT, PORTFOLIO_SURW,        PORTFOLIO_POS,    PORTFOLIO_PCT_DEEP,
    PORTFOLIO_SURW_OBJECT, PORTFOLIO_URW,         PORTFOLIO_RANDOM, PORTFOLIO_DELAY_BOUND,
    PORTFOLIO_SURW,        PORTFOLIO_SURW_OBJECT, PORTFOLIO_POS,    PORTFOLIO_PCT,
};

int portfolio_member(const char *name)
{
    for (int i = 0; i < PORTFOLIO_MEMBERS; i++) {
        if (!strcmp(name, names[i])) {
            return i;
        }
    }
    return strcmp(name, "all") ? -1 : PORTFOLIO_ALL;
}

const char *portfolio_name(unsigned member)
{
    return member < PORTFOLIO_MEMBERS ? names[member] : NULL;
}

static bool occurs(const struct profile *p, unsigned class)
{
    const uint16_t *estimates = p->estimates[class];

    for (unsigned i = 0; i < p->n_actors; i++) {
        if (estimates[i]) {
            return true;
        }
    }
    return false;
}

static struct strategy *make_surw(struct random *random, const struct profile *p, unsigned member)
{
    static struct strategy_surw surw;
    unsigned classes[PENDING_CLASSES], n = 0;
    uint64_t seed = random_next(random);

    if (member == PORTFOLIO_SURW_OBJECT && p->n_objects) {
        unsigned i = random_below(random, p->n_objects);

        strategy_surw_init_object(&surw, seed, p->objects[i], p->object_estimates[i], p->n_actors);
        return &surw.strategy;
    }
    for (unsigned i = PENDING_NOTHING + 1; i < PENDING_CLASSES; i++) {
        if (occurs(p, i)) {
            classes[n++] = i;
        }
    }
    if (member == PORTFOLIO_SURW && n) {
        unsigned class = classes[random_below(random, n)];

        strategy_surw_init(&surw, seed, 1U << class, p->estimates[class], p->n_actors);
    } else {
        strategy_surw_init(&surw, seed, 0, p->estimates[PROFILE_ALL], p->n_actors);
    }
    return &surw.strategy;
}

struct strategy *portfolio_strategy(unsigned member, uint64_t seed, uint64_t index,
                                    const struct profile *p, unsigned *chosen)
{
    static struct strategy_random random;
    static struct strategy_pct pct;
    static struct strategy_pos pos;
    static struct strategy_delay_bound delay_bound;
    struct random draw = {seed ^ index * RANDOM_STEP};
    uint32_t length = p->length ? p->length : 1;

    (void)random_next(&draw);
    *chosen = member == PORTFOLIO_ALL ? mixture[index % sizeof mixture] : member;
    switch (*chosen) {
    case PORTFOLIO_RANDOM:
        strategy_random_init(&random, random_next(&draw), 1U << random_below(&draw, 7));
        return &random.strategy;
    case PORTFOLIO_PCT:
        strategy_pct_init(&pct, random_next(&draw), 2 + random_below(&draw, 4), length);
        return &pct.strategy;
    case PORTFOLIO_PCT_DEEP:
        strategy_pct_init(&pct, random_next(&draw), 6 + random_below(&draw, 11), length);
        return &pct.strategy;
    case PORTFOLIO_POS:
        strategy_pos_init(&pos, random_next(&draw));
        return &pos.strategy;
    case PORTFOLIO_DELAY_BOUND:
        strategy_delay_bound_init(&delay_bound, random_next(&draw), 1 + random_below(&draw, 3),
                                  length);
        return &delay_bound.strategy;
    default:
        return make_surw(&draw, p, *chosen);
    }
}
