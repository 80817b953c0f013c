/*
 * Happens-before: whether what one actor has done is ordered before what another does, by locks,
 * atomic operations, the creation and the end of threads. A vector clock for each actor and for
 * each object that orders.
 */
#ifndef PROGRAM_ORDER_H
#define PROGRAM_ORDER_H 1

#include <stdbool.h>
#include <stdint.h>

/* Forgets the execution before. */
void order_begin(void);

/* The running actor's own time, which moves when it releases. [actor] */
uint32_t order_now(void);

/* Whether what `actor` did at its time `when` is ordered before what the running actor does.
 * [actor] */
bool order_is_before(unsigned actor, uint32_t when);

/* An atomic operation of the running actor, with an order as __ATOMIC_ACQUIRE and so on. Of one
 * that updates, both, in this order. [actor] */
void order_load(const volatile void *object, int memory_order);
void order_store(const volatile void *object, int memory_order, bool updates);
void order_fence(int memory_order);

/* The running actor does something that is not atomic. [actor] */
void order_plain_access(void);

#endif /* order.h */
