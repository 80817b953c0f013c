/*
 * What liburcu orders, told to ThreadSanitizer, which cannot see into it: Debian's is not compiled
 * for it, and synchronises by atomic operations and futexes of its own. Without this every reader
 * of a freshly inserted node is reported, and every callback that frees what readers have read.
 *
 *  - A node's insertion into a hash table is before its discovery. This is told node by node
 *    (table.c): told of the table as a whole, an insertion would order everything its thread did
 *    with each thread that finds any other node, and hide the races between them.
 *  - What a reader did before its latest quiescent state is before what follows a grace period.
 *  - What was done before call_rcu() is before the callback, and the callback before the return
 *    of an rcu_barrier() that waited for it.
 *
 * Not told, although liburcu guarantees it: what was done before a grace period begins is before
 * the read-side sections that begin after it. Nothing of ours relies on it, and as quiescent states
 * are frequent it would order nearly everything.
 *
 * The orders are those of the moment: a callback comes after all that every reader did until its
 * latest quiescent state, even one that the grace period did not need. A reader that has passed it
 * holds nothing any more, so that no missing grace period is hidden.
 *
 * Beside the orders ThreadSanitizer is told which memory liburcu reads and writes on behalf of its
 * caller, so that a node that is freed under a walk, or a head that is posted twice, is a race.
 *
 * In builds without ThreadSanitizer all of this is nothing.
 */
#ifndef LIBURCU_ORDERS_H
#define LIBURCU_ORDERS_H 1

struct rcu_head;

/* The calling thread, a reader, is quiescent: call it before liburcu is told. */
void order_quiescent(void);

/* A grace period that the calling thread waited for is over. */
void order_after_grace_period(void);

/* Before `head` is posted; before its function is called; and after it has returned. */
void order_callback_posted(struct rcu_head *head);
void order_callback_begins(struct rcu_head *head);
void order_callback_ended(void);

/* The calling thread has waited for callbacks. */
void order_after_callbacks(void);

#endif /* orders.h */
