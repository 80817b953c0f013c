#include "liburcu/orders.h"

#include <urcu/urcu-qsbr.h>

#include "support/sanitizers.h"

/* Where readers release what they did until their latest quiescent states, and callbacks. Only the
 * addresses matter. */
static char readers, callbacks;

void order_quiescent(void)
{
    tsan_release(&readers);
}

void order_after_grace_period(void)
{
    tsan_acquire(&readers);
}

void order_callback_posted(struct rcu_head *head)
{
    tsan_writes(head, sizeof *head);
    tsan_release(head);
}

void order_callback_begins(struct rcu_head *head)
{
    tsan_acquire(head);
}

void order_callback_ended(void)
{
    tsan_release(&callbacks);
}

void order_after_callbacks(void)
{
    tsan_acquire(&callbacks);
}
