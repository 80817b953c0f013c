/*
 * Spinlocks. An actor that spins cannot make progress, so it is blocked as by a mutex.
 */
#include <errno.h>

#include "lock.h"
#include "lock_order.h"
#include "runtime/rule/misuse.h"
#include "runtime/pthread_api.h"

const struct wait_description wait_spin = {.does = "waits for",
                                           .object = "spinlock",
                                           .holders = wait_lock_holders,
                                           .held = " held by ",
                                           .tries = PENDING_LOCK};

/* The int holds all there is: who holds the lock (actor + 1), its number, and the low bits of the
 * generation. Zero is a lock that was not initialised, or has been destroyed. */
enum { OWNER_BITS = 6, NUMBER_BITS = 12, INITIALISED = 1 << 31 };

static uint32_t spin_word(uint32_t number, uint32_t owner)
{
    uint32_t generation =
        scheduler.generation << (OWNER_BITS + NUMBER_BITS) & ~(uint32_t)INITIALISED;

    return (uint32_t)INITIALISED | generation | number << OWNER_BITS | owner;
}

static uint32_t spin_owner(uint32_t word)
{
    return word & ((1U << OWNER_BITS) - 1);
}

static uint32_t spin_number(uint32_t word)
{
    return word >> OWNER_BITS & ((1U << NUMBER_BITS) - 1);
}

/* The lock's word, which has a number from this execution. */
static uint32_t spin_use(pthread_spinlock_t *object, const char *how)
{
    uint32_t word = (uint32_t)*object;
    uint32_t number = spin_number(word);

    if (!(word & (uint32_t)INITIALISED)) {
        misuse_in("LOCK/spinlock-not-initialised", "in", how,
                  "%s: %s of a spinlock that is not initialised", actor_name(scheduler.current),
                  how);
    }
    if (!number || word != spin_word(number, spin_owner(word))) {
        number = scheduler_number(OBJECT_LOCK, object);
        if (number >> NUMBER_BITS) {
            runtime_fatal("too many locks for a spinlock's number");
        }
        word = spin_word(number, 0);
        *object = (pthread_spinlock_t)word;
    }
    return word;
}

int runtime_pthread_spin_init(pthread_spinlock_t *object, int shared)
{
    *object = (pthread_spinlock_t)spin_word(0, 0);
    objects_made(object, OBJECT_LOCK);
    return 0;
}

int runtime_pthread_spin_destroy(pthread_spinlock_t *object)
{
    if (scheduler.running) {
        uint32_t word;

        scheduler_point_at(pending_write(PENDING_LOCK, (uintptr_t)object));
        word = spin_use(object, "destruction");
        if (spin_owner(word)) {
            misuse_of("LOCK/spinlock-destroyed-while-held",
                      MISUSED_WITH("spinlock", spin_number(word), "held by", spin_owner(word) - 1),
                      "%s destroys spinlock %u, which %s holds", actor_name(scheduler.current),
                      spin_number(word), actor_name(spin_owner(word) - 1));
        }
    }
    *object = 0;
    objects_destroyed(object);
    return 0;
}

static void take(pthread_spinlock_t *object, uint32_t word, bool blocking)
{
    *object = (pthread_spinlock_t)spin_word(spin_number(word), scheduler.current + 1);
    tsan_acquire(object);
    scheduler_log(EVENT_SPIN_LOCK, spin_number(word), 0);
    lock_order_acquired((const void *)object, spin_number(word), true, blocking);
}

int runtime_pthread_spin_lock(pthread_spinlock_t *object)
{
    uint32_t word;

    scheduler_point_at(pending_write(PENDING_LOCK, (uintptr_t)object));
    word = spin_use(object, "lock");
    if (spin_owner(word) == scheduler.current + 1) {
        misuse_of("LOCK/spinlock-self-deadlock", MISUSED("spinlock", spin_number(word)),
                  "self-deadlock: %s locks spinlock %u, which it already holds",
                  actor_name(scheduler.current), spin_number(word));
    }
    while (spin_owner(word)) {
        scheduler_block(WAIT_SPIN, (const void *)object, spin_number(word), DEADLINE_NONE);
        word = spin_use(object, "lock");
    }
    take(object, word, true);
    return 0;
}

int runtime_pthread_spin_trylock(pthread_spinlock_t *object)
{
    uint32_t word;

    scheduler_point_at(pending_write(PENDING_LOCK, (uintptr_t)object));
    word = spin_use(object, "trylock");
    if (spin_owner(word)) {
        scheduler_refused("spinlock", spin_number(word), (const void *)object);
        scheduler_log(EVENT_SPIN_BUSY, spin_number(word), spin_owner(word));
        return EBUSY;
    }
    take(object, word, false);
    return 0;
}

int runtime_pthread_spin_unlock(pthread_spinlock_t *object)
{
    uint32_t word;

    scheduler_point_at(pending_write(PENDING_LOCK, (uintptr_t)object));
    word = spin_use(object, "unlock");
    if (spin_owner(word) != scheduler.current + 1) {
        misuse_of("LOCK/spinlock-unlocked-not-held", MISUSED("spinlock", spin_number(word)),
                  "%s unlocks spinlock %u, which it does not hold", actor_name(scheduler.current),
                  spin_number(word));
    }
    tsan_release(object);
    *object = (pthread_spinlock_t)spin_word(spin_number(word), 0);
    scheduler_log(EVENT_SPIN_UNLOCK, spin_number(word), 0);
    lock_order_released((const void *)object);
    scheduler_wake_all((const void *)object, WAIT_SPIN, WAIT_SPIN);
    scheduler_point();
    return 0;
}
