/*
 * The order of locks: finds a deadlock that did not happen this time.
 */
#ifndef PTHREAD_LOCK_ORDER_H
#define PTHREAD_LOCK_ORDER_H 1

#include <stdbool.h>
#include <stdint.h>

#include "runtime/actor_set.h"

/* Forgets the execution before. */
void lock_order_begin(void);

/* The running actor has got lock `number`; `blocking` says that it would have waited for it. */
void lock_order_acquired(const void *object, uint32_t number, bool exclusive, bool blocking);

/* It has released one hold on `object`; false if it had none. */
bool lock_order_released(const void *object);

/* How the running actor holds `object`. */
bool lock_order_holds(const void *object);

/* Events that order all that one actor did before all that another does after, whatever the
 * schedule: creation, join, a barrier passed together (a set of actors). */
void lock_order_created(unsigned child);
void lock_order_joined(unsigned child);
void lock_order_met(const struct actor_set *actors);

#endif /* lock_order.h */
