#include "lfht_iterators.h"

#include "rcu.h"
#include "runtime/rule/misuse.h"
#include "runtime/scheduler.h"

enum { ITERATORS_MAX = 8 };

/* The latest that each actor has set, and in which of its read-side phases. */
struct iterator {
    const struct cds_lfht_iter *iter;
    uint32_t quiescent_count;
};
static struct iterator iterators[RUNTIME_MAX_ACTORS][ITERATORS_MAX];
static unsigned next_iterator[RUNTIME_MAX_ACTORS];

void lfht_iterators_actor_begin(unsigned actor)
{
    for (unsigned i = 0; i < ITERATORS_MAX; i++) {
        iterators[actor][i].iter = NULL;
    }
    next_iterator[actor] = 0;
}

static struct iterator *find_iterator(const struct cds_lfht_iter *iter)
{
    for (unsigned i = 0; i < ITERATORS_MAX; i++) {
        if (iterators[scheduler.current][i].iter == iter) {
            return &iterators[scheduler.current][i];
        }
    }
    return NULL;
}

void lfht_iterators_check(const struct cds_lfht_iter *iter, const char *call)
{
    const struct iterator *i = find_iterator(iter);

    if (i && i->quiescent_count != rcu_model_quiescent_count()) {
        misuse_in("RCU/old-iterator", "in", call,
                  "%s: %s with an iterator from before a quiescent state: walked a table across it",
                  actor_name(scheduler.current), call);
    }
}

void lfht_iterators_set(const struct cds_lfht_iter *iter)
{
    struct iterator *i = find_iterator(iter);

    if (!i) {
        i = &iterators[scheduler.current][next_iterator[scheduler.current]++ % ITERATORS_MAX];
        i->iter = iter;
    }
    i->quiescent_count = rcu_model_quiescent_count();
}
