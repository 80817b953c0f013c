#include "report/format/arrows.h"

#include <stdlib.h>

/* Steps are kept as their number plus one; 0: there was none. */
enum { CLASSES = 4, NOWHERE = 0 };
enum class { MUTEX, RWLOCK, SPINLOCK, SEMAPHORE };

struct history {
    uint32_t released;                   /* By an exclusive holder, last. */
    uint32_t shared[RUNTIME_MAX_ACTORS]; /* By readers, since then. */
    bool exclusive;                      /* Who holds it may write. */
};

struct walk {
    const struct recording *r;
    size_t n_objects;          /* Numbers of objects are below it. */
    struct history *histories; /* Of each class, of each object. */
    uint32_t *posted;          /* call_rcu() of each callback. */
    struct {
        uint32_t woken_by; /* Its next step is ordered after this one. */
        enum arrow_kind why;
        uint32_t ended;
        uint16_t waits_for; /* EVENT_COND_WAIT, EVENT_BARRIER_WAIT or neither. */
        uint64_t object;    /* At which. */
    } actors[RUNTIME_MAX_ACTORS];
    struct arrow *arrows;
    size_t n_arrows, capacity;
    bool failed;
};

static void add(struct walk *w, uint32_t from, size_t to, enum arrow_kind kind)
{
    if (from == NOWHERE || w->failed || w->r->events[from - 1].actor == w->r->events[to].actor) {
        return;
    }
    if (w->n_arrows == w->capacity) {
        size_t capacity = w->capacity ? 2 * w->capacity : 64;
        struct arrow *grown = realloc(w->arrows, capacity * sizeof *grown);

        if (!grown) {
            w->failed = true;
            return;
        }
        w->arrows = grown;
        w->capacity = capacity;
    }
    w->arrows[w->n_arrows++] = (struct arrow){from - 1, (uint32_t)to, kind};
}

/* Locks are numbered in the order of their first use: there are hardly more than events. NULL for
 * those beyond, of which nothing is told. */
static struct history *history_of(struct walk *w, enum class class, uint64_t object)
{
    return object < w->n_objects ? &w->histories[class * w->n_objects + object] : NULL;
}

static void acquire(struct walk *w, enum class class, size_t i, bool exclusive)
{
    struct history *h = history_of(w, class, w->r->events[i].object);

    if (!h) {
        return;
    }
    add(w, h->released, i, ARROW_LOCK);
    for (unsigned actor = 0; exclusive && actor < RUNTIME_MAX_ACTORS; actor++) {
        add(w, h->shared[actor], i, ARROW_LOCK);
        h->shared[actor] = NOWHERE;
    }
    h->exclusive = exclusive;
}

static void release(struct walk *w, enum class class, uint64_t object, size_t i, bool exclusive)
{
    struct history *h = history_of(w, class, object);

    if (!h) {
        return;
    }
    if (exclusive) {
        h->released = (uint32_t)i + 1;
    } else {
        h->shared[w->r->events[i].actor] = (uint32_t)i + 1;
    }
}

static bool holds_to_write(struct walk *w, const struct event *e)
{
    const struct history *h = history_of(w, RWLOCK, e->object);

    return h && h->exclusive;
}

static void wake(struct walk *w, uint64_t actor, size_t by, enum arrow_kind why)
{
    if (actor < RUNTIME_MAX_ACTORS) {
        w->actors[actor].woken_by = (uint32_t)by + 1;
        w->actors[actor].why = why;
        w->actors[actor].waits_for = EVENT_NONE;
    }
}

/* Everybody who waits at the object of step `by`. */
static void wake_all(struct walk *w, enum event_kind wait, size_t by, enum arrow_kind why)
{
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (w->actors[i].waits_for == wait && w->actors[i].object == w->r->events[by].object &&
            i != w->r->events[by].actor) {
            wake(w, i, by, why);
        }
    }
}

static void note_lock(struct walk *w, size_t i)
{
    const struct event *e = &w->r->events[i];

    switch ((unsigned)e->kind) {
    case EVENT_MUTEX_LOCK:
    case EVENT_MUTEX_TRYLOCK_OK:
        acquire(w, MUTEX, i, true);
        break;
    case EVENT_MUTEX_UNLOCK:
        release(w, MUTEX, e->object, i, true);
        break;
    case EVENT_COND_WAIT:
        release(w, MUTEX, e->value[0], i, true);
        break;
    case EVENT_RWLOCK_RDLOCK:
    case EVENT_RWLOCK_WRLOCK:
        acquire(w, RWLOCK, i, e->kind == EVENT_RWLOCK_WRLOCK);
        break;
    case EVENT_RWLOCK_UNLOCK:
        release(w, RWLOCK, e->object, i, holds_to_write(w, e));
        break;
    case EVENT_SPIN_LOCK:
        acquire(w, SPINLOCK, i, true);
        break;
    case EVENT_SPIN_UNLOCK:
        release(w, SPINLOCK, e->object, i, true);
        break;
    case EVENT_SEM_WAIT:
        acquire(w, SEMAPHORE, i, true);
        break;
    case EVENT_SEM_POST:
        release(w, SEMAPHORE, e->object, i, true);
        break;
    default:
        break;
    }
}

static void note_other(struct walk *w, size_t i)
{
    const struct event *e = &w->r->events[i];

    switch ((unsigned)e->kind) {
    case EVENT_ACTOR_CREATE:
        wake(w, e->object, i, ARROW_LIFE);
        break;
    case EVENT_ACTOR_END:
        w->actors[e->actor].ended = (uint32_t)i + 1;
        break;
    case EVENT_ACTOR_JOIN:
        add(w, w->actors[e->object % RUNTIME_MAX_ACTORS].ended, i, ARROW_LIFE);
        break;
    case EVENT_COND_WAIT:
    case EVENT_BARRIER_WAIT:
        w->actors[e->actor].waits_for = e->kind;
        w->actors[e->actor].object = e->object;
        break;
    case EVENT_COND_TIMEOUT:
        w->actors[e->actor].waits_for = EVENT_NONE;
        break;
    case EVENT_COND_SIGNAL:
        if (e->value[0]) {
            wake(w, e->value[0] - 1, i, ARROW_CONDITION);
        }
        break;
    case EVENT_COND_BROADCAST:
        wake_all(w, EVENT_COND_WAIT, i, ARROW_CONDITION);
        break;
    case EVENT_BARRIER_PASS:
        w->actors[e->actor].waits_for = EVENT_NONE;
        if (e->value[0]) { /* It came last. */
            wake_all(w, EVENT_BARRIER_WAIT, i, ARROW_BARRIER);
        }
        break;
    case EVENT_RCU_CALL:
        if (e->value[0] < w->r->n_events + 1) {
            w->posted[e->value[0]] = (uint32_t)i + 1;
        }
        break;
    case EVENT_RCU_CALLBACK:
        if (e->value[0] < w->r->n_events + 1) {
            add(w, w->posted[e->value[0]], i, ARROW_RCU);
        }
        break;
    default:
        break;
    }
}

static void walk(struct walk *w)
{
    for (size_t i = 0; i < w->r->n_events; i++) {
        unsigned actor = w->r->events[i].actor;

        add(w, w->actors[actor].woken_by, i, w->actors[actor].why);
        w->actors[actor].woken_by = NOWHERE;
        note_lock(w, i);
        note_other(w, i);
    }
}

struct arrow *arrows_of(const struct recording *r, size_t *n)
{
    struct walk w = {.r = r, .n_objects = r->n_events + 1, .capacity = 64};

    w.arrows = malloc(w.capacity * sizeof *w.arrows);
    w.histories = calloc(CLASSES * w.n_objects, sizeof *w.histories);
    w.posted = calloc(w.n_objects, sizeof *w.posted);
    if (w.arrows && w.histories && w.posted) {
        walk(&w);
    } else {
        w.failed = true;
    }
    free(w.histories);
    free(w.posted);
    if (w.failed) {
        free(w.arrows);
        return NULL;
    }
    *n = w.n_arrows;
    return w.arrows;
}

const char *arrow_word(enum arrow_kind kind)
{
    static const char *const words[] = {
        [ARROW_LOCK] = "lock", [ARROW_CONDITION] = "condition", [ARROW_BARRIER] = "barrier",
        [ARROW_RCU] = "rcu",   [ARROW_LIFE] = "life",
    };

    return words[kind];
}
