#include "liburcu/reader_age.h"

#include <string.h>

#include <urcu/urcu-qsbr.h>

void reader_age_init(struct reader_age *age)
{
    memset(age, 0, sizeof *age);
    atomic_store(&age->current, &age->elements[0]);
    age->next = 1;
}

/* The elements are used in turn. When it is an element's turn again it has gone through all stages,
 * as there is one element more than stages. */
void reader_age_renew(struct reader_age *age)
{
    enum { N = READER_AGE_STAGES + 1 };
    struct reader_age_element *new = &age->elements[age->next];
    struct reader_age_element *old;

    atomic_store(&new->stage, 0);
    old = atomic_exchange(&age->current, new);
    atomic_store(&old->stage, 1);
    urcu_qsbr_synchronize_rcu();
    for (unsigned i = 0; i < N; i++) {
        struct reader_age_element *element = &age->elements[i];
        unsigned stage = atomic_load(&element->stage);

        if (stage && stage < READER_AGE_STAGES - 1) {
            atomic_store(&element->stage, stage + 1);
        }
    }
    age->next = (age->next + 1) % N;
    atomic_fetch_add(&age->n_grace_periods, 1);
}

struct reader_age_element *reader_age_take(struct reader_age *age)
{
    return atomic_load_explicit(&age->current, memory_order_acquire);
}

static unsigned my_shard(void)
{
    static _Atomic unsigned n_threads;
    static _Thread_local unsigned number;

    if (!number) {
        number = atomic_fetch_add(&n_threads, 1) + 1;
    }
    return number % READER_AGE_SHARDS;
}

unsigned reader_age_give(struct reader_age *age, const struct reader_age_element *element)
{
    unsigned stage = atomic_load_explicit(&element->stage, memory_order_relaxed);

    atomic_fetch_add_explicit(&age->shards[my_shard()].n[stage], 1, memory_order_relaxed);
    return stage;
}

uint64_t reader_age_counts(const struct reader_age *age, uint64_t counts[READER_AGE_STAGES])
{
    uint64_t n_too_old = 0;

    for (unsigned stage = 0; stage < READER_AGE_STAGES; stage++) {
        counts[stage] = 0;
        for (unsigned shard = 0; shard < READER_AGE_SHARDS; shard++) {
            counts[stage] +=
                atomic_load_explicit(&age->shards[shard].n[stage], memory_order_relaxed);
        }
        if (stage >= READER_AGE_LEGAL) {
            n_too_old += counts[stage];
        }
    }
    return n_too_old;
}

uint64_t reader_age_n_grace_periods(const struct reader_age *age)
{
    return atomic_load(&age->n_grace_periods);
}
