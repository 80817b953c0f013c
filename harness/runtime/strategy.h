/*
 * Strategies: who runs next.
 *
 * An interleaving is a short list of *preemptions* over the default rule of runtime.h. A strategy
 * is asked at the start, whenever the running actor cannot go on, and after as many points of the
 * running actor as it said it would stay quiet for. Whatever it answers, the runtime records every
 * deviation from the default rule, so that any execution can be replayed by `replay`.
 */
#ifndef RUNTIME_STRATEGY_H
#define RUNTIME_STRATEGY_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "actor_set.h"
#include "pending.h"
#include "runtime.h"
#include "support/random.h"

/* "At its `point`-th point, `actor` gives way to `target`." Where the actor blocks or ends there,
 * `target` is who runs instead of the default rule's choice. `target` == `actor` keeps an actor
 * running where the default rule would have switched. An entry whose target cannot run, or whose
 * point is never reached, is skipped. */
struct preemption {
    uint8_t actor;
    uint8_t target;
    uint32_t point;
};

enum { PREEMPTIONS_MAX = 4096 };

/* Why a strategy is asked. */
enum strategy_reason {
    REASON_POINT, /* The actor has reached a point, and can go on. */
    REASON_YIELD, /* So it can, but it asks to let others run first. */
    REASON_BLOCK, /* It waits for something, or has waited and been woken meanwhile. */
    REASON_END    /* It has ended; its number may come back as another's. */
};

/* What a strategy may look at when it is asked. */
struct strategy_view {
    unsigned current; /* The actor at whose point we are. */
    uint32_t point;   /* The number of that point (from 1). */
    /* Who can run; `current` is not in it if it cannot. So can one whose wait may end before its
     * time (`time_any`, `spurious_wakes`), also if it has just begun to wait. */
    const struct actor_set *runnable;
    unsigned default_next; /* Whom the default rule would run. */
    enum strategy_reason reason;
    uint32_t sequence; /* Points so far, all actors. */
};

struct strategy_choice {
    unsigned next;  /* Must be runnable. */
    uint32_t quiet; /* Points `next` may pass before the strategy is asked again; 0: at the next. */
};

/* For strategies: what an actor that exists does when it goes on. Current for the actor at whose
 * point we are as well. */
pending_operation actor_pending(unsigned actor);

#define STRATEGY_QUIET_FOREVER UINT32_MAX

struct strategy {
    const char *name;
    bool asked_at_wakes;              /* Also at the next point after an actor became runnable. */
    void (*begin)(struct strategy *); /* Before each execution; may be NULL. */
    struct strategy_choice (*choose)(struct strategy *, const struct strategy_view *);
};

/* `replay`: a list of preemptions, each keyed by (actor, point). The list need not be sorted, is
 * copied, and is cut at PREEMPTIONS_MAX. */
struct strategy_replay {
    struct strategy strategy;
    const struct preemption *list;
    size_t n;
    struct preemption own[PREEMPTIONS_MAX];
};
void strategy_replay_init(struct strategy_replay *, const struct preemption *, size_t n);
/* The same with a list of any length, which is not copied: in ascending order of actors and, of
 * each, of points. */
void strategy_replay_init_sorted(struct strategy_replay *, const struct preemption *, size_t n);

/* `bytes`: each decision is read from a byte string (not owned): how many points to stay quiet,
 * then which runnable actor. When it is used up, the default rule holds. */
struct strategy_bytes {
    struct strategy strategy;
    const uint8_t *data;
    size_t size, at;
};
void strategy_bytes_init(struct strategy_bytes *, const uint8_t *, size_t);

/* `random`: at each point, with probability 1/`mean_gap`, a uniformly chosen runnable actor; so
 * mean_gap 1 chooses again at every point. Blocked actors are always followed by a uniform choice.
 * The sequence depends on `seed` alone. */
struct strategy_random {
    struct strategy strategy;
    uint64_t seed, gap_rate;
    struct random state;
    uint32_t mean_gap;
};
void strategy_random_init(struct strategy_random *, uint64_t seed, uint32_t mean_gap);

/* `pct` (runtime/strategy/pct.c): every actor has a priority, and the first of those that can run does; at
 * `depth` - 1 points, drawn among the first `length`, the running actor's becomes low. */
enum { PCT_DEPTH_MAX = 16 };
struct strategy_pct {
    struct strategy strategy;
    uint64_t seed;
    struct random state;
    uint32_t depth, length;
    uint32_t changes[PCT_DEPTH_MAX - 1]; /* Points of all actors; 0: behind us. */
    uint32_t next_turn;                  /* Of all actors: the running one lets all others run. */
    struct actor_set known;              /* Those who have a priority. */
    int64_t priority[RUNTIME_MAX_ACTORS];
    int64_t lowest;
};
/* `depth` is brought into 1 to PCT_DEPTH_MAX; `length` is an estimate of an execution's points. */
void strategy_pct_init(struct strategy_pct *, uint64_t seed, uint32_t depth, uint32_t length);

/* `delay-bound` (runtime/strategy/delay_bound.c): the default rule, but at `delays` points, drawn among the
 * first `length`, the actor that it would run is passed over. */
enum { DELAYS_MAX = 16 };
struct strategy_delay_bound {
    struct strategy strategy;
    uint64_t seed;
    uint32_t delays, length;
    uint32_t points[DELAYS_MAX]; /* Of all actors, in order. */
    uint32_t next;               /* The first of them that is to come. */
};
/* `delays` is cut at DELAYS_MAX; `length` is an estimate of an execution's points. */
void strategy_delay_bound_init(struct strategy_delay_bound *, uint64_t seed, uint32_t delays,
                               uint32_t length);

/* `pos` (runtime/strategy/pos.c): each operation that is about to be done has a random priority, and draws
 * another when one that conflicts with it is done. */
struct strategy_pos {
    struct strategy strategy;
    uint64_t seed;
    struct random state;
    struct actor_set known; /* Those who have a priority. */
    pending_operation done; /* By the actor that runs, since we were asked. */
    uint64_t priority[RUNTIME_MAX_ACTORS];
};
void strategy_pos_init(struct strategy_pos *, uint64_t seed);

/* `surw` (runtime/strategy/surw.c): the interleavings of interesting operations, each as likely as any. */
struct strategy_surw {
    struct strategy strategy;
    uint64_t seed;
    struct random state;
    uint32_t interest;
    uint64_t object; /* If not 0, only what touches it is interesting. */
    unsigned n;      /* Of the estimates. */
    uint16_t estimates[RUNTIME_MAX_ACTORS];
    uint16_t left[RUNTIME_MAX_ACTORS];
    uint32_t unborn;        /* The estimates of those who have not been seen yet. */
    struct actor_set known; /* Those who have been seen. */
    unsigned chosen;        /* Who is to do the next interesting operation, if has_chosen. */
    bool has_chosen;
    bool is_doing; /* The actor that runs does an interesting operation. */
};
/* `interest`: bit i makes the operations of enum pending_class i interesting; 0: all points are.
 * `estimates`: how many of them each of the first `n` actors will do, RUNTIME_MAX_ACTORS at most; 0 for
 * others. NULL: 0 for all. */
void strategy_surw_init(struct strategy_surw *, uint64_t seed, uint32_t interest,
                        const uint16_t *estimates, size_t n);
/* The same with the operations that touch one object (pending_object()), which is not 0. */
void strategy_surw_init_object(struct strategy_surw *, uint64_t seed, uint64_t object,
                               const uint16_t *estimates, size_t n);

/* The deviations from the default rule in the last (or running) execution, in order. */
size_t runtime_recorded_preemptions(const struct preemption **);

/* From the next execution on they are kept in `list`, which has room for more than PREEMPTIONS_MAX
 * of them. Not owned. */
void runtime_record_to(struct preemption *list, size_t room);

#endif /* strategy.h */
