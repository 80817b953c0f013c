/* liburcu itself: no memory is freed while it is read. */
#include <stdlib.h>
#include <ukeyfuzz.h>
#include <urcu/urcu-memb.h>

static int *shared;

static void read_or_replace(unsigned number, void *unused)
{
    urcu_memb_register_thread();
    if (number == 0) {
        int *old = shared;

        rcu_assign_pointer(shared, calloc(1, sizeof *shared));
#ifndef BUG
        urcu_memb_synchronize_rcu();
#endif
        free(old);
    } else {
        urcu_memb_read_lock();
        uk_check(*rcu_dereference(shared) == 0);
        urcu_memb_read_unlock();
    }
    urcu_memb_unregister_thread();
}

UK_TEST(readers_are_waited_for)
{
    shared = calloc(1, sizeof *shared);
    uk_threads(3, read_or_replace, NULL);
}
UK_MAIN
