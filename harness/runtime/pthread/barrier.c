#include <errno.h>

#include "lock.h"
#include "lock_order.h"
#include "runtime/actor_set.h"
#include "runtime/rule/misuse.h"
#include "runtime/pthread_api.h"
#include "runtime/rcu/rcu.h"

const struct wait_description wait_barrier = {
    .does = "waits at", .object = "barrier", .tries = PENDING_SIGNAL};

struct barrier {
    struct lock_header header;
    uint32_t count;
    uint32_t n_arrived;
    uint32_t destroyed;
    uint32_t made_in; /* See objects.h. */
};
_Static_assert(sizeof(struct barrier) <= sizeof(pthread_barrier_t), "must fit");

static struct barrier *barrier_use(pthread_barrier_t *object, const char *how)
{
    struct barrier *b = (void *)object;

    if (b->destroyed == LOCK_DESTROYED || b->count == 0) {
        misuse_in(b->count ? "LOCK/barrier-used-after-destroy" : "LOCK/barrier-not-initialised",
                  "in", how, "%s: %s a barrier that %s", actor_name(scheduler.current), how,
                  b->count ? "has been destroyed" : "was never initialised");
    }
    if (lock_is_stale(&b->header, OBJECT_BARRIER)) {
        b->n_arrived = 0;
    }
    return b;
}

int runtime_pthread_barrier_init(pthread_barrier_t *object, const pthread_barrierattr_t *attr,
                                 unsigned count)
{
    struct barrier *b = (void *)object;

    if (count == 0) {
        return EINVAL;
    }
    b->header.generation = 0;
    b->header.number = 0;
    b->count = count;
    b->n_arrived = 0;
    b->destroyed = 0;
    objects_made(object, OBJECT_BARRIER);
    objects_count_made(OBJECT_BARRIER, &b->made_in);
    return 0;
}

int runtime_pthread_barrier_destroy(pthread_barrier_t *object)
{
    struct barrier *b = (void *)object;

    if (scheduler.running) {
        scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)object));
        b = barrier_use(object, "destruction of");
        if (b->n_arrived) {
            misuse_of("LOCK/barrier-destroyed-while-awaited", MISUSED("barrier", b->header.number),
                      "%s destroys barrier %u, at which %u of %u wait",
                      actor_name(scheduler.current), b->header.number, b->n_arrived, b->count);
        }
    }
    b->destroyed = LOCK_DESTROYED;
    objects_destroyed(object);
    objects_count_destroyed(OBJECT_BARRIER, &b->made_in);
    return 0;
}

/* Of the running actor, which arrived last, and of those who wait for it. */
static void note_meeting(const pthread_barrier_t *object)
{
    struct actor_set met = {{0}};
    unsigned i;

    actor_set_add(&met, scheduler.current);
    for (struct actor_walk walk = actor_walk(&scheduler.waiting[WAIT_BARRIER]);
         actor_walk_on(&walk, &i);) {
        if (actors[i].wait_object == object) {
            actor_set_add(&met, i);
        }
    }
    for (struct actor_walk walk = actor_walk(&met); actor_walk_on(&walk, &i);) {
        tsan_release(&actors[i].sync);
    }
    lock_order_met(&met);
}

int runtime_pthread_barrier_wait(pthread_barrier_t *object)
{
    struct barrier *b;
    struct actor *self = scheduler.self;
    uint32_t number;

    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)object));
    b = barrier_use(object, "wait at");
    rcu_model_check_wait("a barrier");
    number = b->header.number;
    tsan_release(object);
    b->n_arrived++;
    scheduler_log(EVENT_BARRIER_WAIT, number, b->n_arrived);
    if (b->n_arrived < b->count) {
        /* From here on the barrier may be destroyed by the actor that lets us pass: it is not used
         * again, and what orders us after him is kept with us. */
        scheduler_block(WAIT_BARRIER, object, number, DEADLINE_NONE);
        tsan_acquire(&self->sync);
        scheduler_log(EVENT_BARRIER_PASS, number, 0);
        return 0;
    }
    tsan_acquire(object);
    note_meeting(object);
    b->n_arrived = 0;
    scheduler_wake_all(object, WAIT_BARRIER, WAIT_BARRIER);
    scheduler_log(EVENT_BARRIER_PASS, number, 1);
    scheduler_point();
    return PTHREAD_BARRIER_SERIAL_THREAD;
}
