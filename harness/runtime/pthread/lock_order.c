/*
 * Goodlock (Havelund 2000; with gate locks and fork-join segments: Agarwal, Bensalem, Farchi,
 * Havelund, Nir-Buchbinder, Stoller, Ur, Wang 2010), on lock instances within one execution.
 *
 * An edge a -> b says that an actor got b, for which it would have waited, while it held a. A cycle
 * is a deadlock that could have been if its edges are by different actors, if no lock held along
 * one edge keeps another from being taken (a gate), and if nothing orders the edges in every
 * schedule: creation, join and barriers are followed with vector clocks.
 */
#include "lock_order.h"
#include "runtime/actor_set.h"

#include <stdio.h>
#include <string.h>

#include "runtime/rule/rules.h"
#include "runtime/scheduler.h"

enum { EDGES_MAX = 4096, BUCKETS = 1024, GATES_MAX = 6, CYCLE_MAX = 5 };

struct edge {
    uint32_t from, to;
    uint32_t next; /* Index + 1 of the next edge in the bucket of `from`. */
    uint8_t actor;
    bool from_exclusive, to_exclusive;
    uint8_t n_gates;
    uint32_t gates[GATES_MAX]; /* Twice the number, plus 1 if exclusive; ascending by held order. */
    uint32_t time;             /* The actor's own clock. */
    uint32_t clocks[RUNTIME_MAX_ACTORS];
};

static struct edge edges[EDGES_MAX];
static uint32_t n_edges;
static uint32_t buckets[BUCKETS];
static uint32_t bucket_generation[BUCKETS];

static uint32_t clocks[RUNTIME_MAX_ACTORS][RUNTIME_MAX_ACTORS];
static struct actor_set has_clock; /* Actors whose row of `clocks` belongs to this execution. */

static void clock_row_begin(unsigned actor)
{
    if (!actor_set_has(&has_clock, actor)) {
        actor_set_add(&has_clock, actor);
        for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
            clocks[actor][i] = 0;
        }
        clocks[actor][actor] = 1;
    }
}

/* Actors beyond the last one that exists have never moved their clocks. */
static unsigned n_clocks(void)
{
    return actor_set_end(&scheduler.used);
}

void lock_order_begin(void)
{
    n_edges = 0;
    actor_set_clear(&has_clock);
}

static void clock_join(unsigned to, unsigned from)
{
    clock_row_begin(to);
    clock_row_begin(from);
    for (unsigned i = 0, n = n_clocks(); i < n; i++) {
        if (clocks[from][i] > clocks[to][i]) {
            clocks[to][i] = clocks[from][i];
        }
    }
}

void lock_order_created(unsigned child)
{
    clock_join(child, scheduler.current);
    clocks[child][child]++;
    clocks[scheduler.current][scheduler.current]++;
}

void lock_order_joined(unsigned child)
{
    clock_join(scheduler.current, child);
}

void lock_order_met(const struct actor_set *set)
{
    unsigned first = actor_set_first(set), i;
    struct actor_set others;

    actor_set_copy(&others, set);
    actor_set_remove(&others, first);
    clock_row_begin(first);
    for (struct actor_walk walk = actor_walk(&others); actor_walk_on(&walk, &i);) {
        clock_join(first, i);
    }
    for (struct actor_walk walk = actor_walk(&others); actor_walk_on(&walk, &i);) {
        clock_join(i, first);
    }
    for (struct actor_walk walk = actor_walk(set); actor_walk_on(&walk, &i);) {
        clocks[i][i]++;
    }
}

static uint32_t *bucket_of(uint32_t from)
{
    uint32_t i = from % BUCKETS;

    if (bucket_generation[i] != scheduler.generation) {
        bucket_generation[i] = scheduler.generation;
        buckets[i] = 0;
    }
    return &buckets[i];
}

static bool gates_exclude(const struct edge *a, const struct edge *b)
{
    for (unsigned i = 0; i < a->n_gates; i++) {
        for (unsigned j = 0; j < b->n_gates; j++) {
            if (a->gates[i] >> 1 == b->gates[j] >> 1 && ((a->gates[i] | b->gates[j]) & 1)) {
                return true;
            }
        }
    }
    return false;
}

/* Never true of two edges by the same actor, which are ordered. */
static bool may_coincide(const struct edge *a, const struct edge *b)
{
    return b->clocks[a->actor] < a->time && a->clocks[b->actor] < b->time && !gates_exclude(a, b);
}

/* `waiter` waits for the lock that `holder` holds. */
static bool conflict(const struct edge *waiter, const struct edge *holder)
{
    return waiter->to == holder->from && (waiter->to_exclusive || holder->from_exclusive);
}

static void report(const struct edge *const *path, unsigned n)
{
    struct violation v;
    static const char intro[] = "potential deadlock, locks are taken in different orders: ";
    char text[700 + sizeof intro];
    size_t at = sizeof intro - 1;

    memcpy(text, intro, sizeof intro);

    violation_init(&v, "LOCK/order");
    for (unsigned i = 0; i < n; i++) {
        struct violation_part *part =
            violation_add_part(&v, path[i]->actor, actor_name(path[i]->actor), "took");

        violation_set_subject(&part->object, "lock", path[i]->to);
        violation_set_subject(&part->holding, "lock", path[i]->from);
    }
    for (unsigned i = 0; i < n && at < sizeof text; i++) {
        at +=
            (size_t)snprintf(text + at, sizeof text - at, "%s%s took lock %u holding lock %u",
                             i ? "; " : "", actor_name(path[i]->actor), path[i]->to, path[i]->from);
    }
    rule_broken(RULE_LOCK_ORDER, &v, text);
}

/* Extends path[0..n), in which each edge waits for the holder of the next, to a cycle. */
static void search(const struct edge **path, unsigned n)
{
    const struct edge *last = path[n - 1];

    if (n >= 2 && conflict(last, path[0])) {
        report(path, n);
    }
    if (n == CYCLE_MAX) {
        return;
    }
    for (uint32_t i = *bucket_of(last->to); i; i = edges[i - 1].next) {
        const struct edge *e = &edges[i - 1];
        bool fits = conflict(last, e);

        for (unsigned j = 0; j < n && fits; j++) {
            fits = may_coincide(path[j], e);
        }
        if (fits) {
            path[n] = e;
            search(path, n + 1);
        }
    }
}

static bool same_edge(const struct edge *a, const struct edge *b)
{
    bool same = a->from == b->from && a->to == b->to && a->actor == b->actor &&
                a->time == b->time && a->n_gates == b->n_gates &&
                a->from_exclusive == b->from_exclusive && a->to_exclusive == b->to_exclusive;

    for (unsigned i = 0; same && i < a->n_gates; i++) {
        same = a->gates[i] == b->gates[i];
    }
    return same;
}

static void add_edge(const struct held_lock *from, uint32_t to, bool to_exclusive)
{
    struct actor *self = scheduler.self;
    struct edge *e = &edges[n_edges];
    const struct edge *path[CYCLE_MAX];
    uint32_t *bucket = bucket_of(from->number);

    if (n_edges == EDGES_MAX) {
        return;
    }
    e->from = from->number;
    e->to = to;
    e->actor = (uint8_t)scheduler.current;
    e->from_exclusive = from->exclusive;
    e->to_exclusive = to_exclusive;
    e->n_gates = 0;
    for (unsigned i = 0; i < self->n_held && e->n_gates < GATES_MAX; i++) {
        if (self->held[i].number != from->number) {
            e->gates[e->n_gates++] = self->held[i].number << 1 | self->held[i].exclusive;
        }
    }
    clock_row_begin(scheduler.current);
    e->time = clocks[scheduler.current][scheduler.current];
    for (uint32_t i = *bucket; i; i = edges[i - 1].next) {
        if (same_edge(&edges[i - 1], e)) {
            return;
        }
    }
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        e->clocks[i] = clocks[scheduler.current][i];
    }
    e->next = *bucket;
    *bucket = ++n_edges;
    path[0] = e;
    search(path, 1);
}

void lock_order_acquired(const void *object, uint32_t number, bool exclusive, bool blocking)
{
    struct actor *self = scheduler.self;
    struct held_lock *held;

    if (self->n_held == HELD_LOCKS_MAX) {
        runtime_violation("CONTROL/locks", "%s holds %d locks, the most that can be followed",
                          actor_name(scheduler.current), HELD_LOCKS_MAX);
    }
    /* While nobody else exists, an order means nothing. */
    if (blocking && self->n_held && rule_is_on(RULE_LOCK_ORDER) &&
        (scheduler.n_alive > 1 || runtime_pending_callbacks() > 0)) {
        for (unsigned i = 0; i < self->n_held; i++) {
            if (self->held[i].number != number) {
                add_edge(&self->held[i], number, exclusive);
            }
        }
    }
    held = &self->held[self->n_held++];
    held->number = number;
    held->exclusive = exclusive;
    held->object = object;
    held->robust = NULL;
}

bool lock_order_released(const void *object)
{
    struct actor *self = scheduler.self;

    for (unsigned i = self->n_held; i-- > 0;) {
        if (self->held[i].object == object) {
            for (unsigned j = i + 1; j < self->n_held; j++) {
                self->held[j - 1] = self->held[j];
            }
            self->n_held--;
            return true;
        }
    }
    return false;
}

bool lock_order_holds(const void *object)
{
    for (unsigned i = 0; i < scheduler.self->n_held; i++) {
        if (scheduler.self->held[i].object == object) {
            return true;
        }
    }
    return false;
}
