/*
 * What cannot be told of liburcu: the order in which its own threads take over what it allocates on
 * its own account. A table that resizes itself, rcu_barrier() and the libraries' destructors
 * allocate requests that liburcu's threads free.
 *
 * called_from_lib (a glob on the library's path) leaves out just that: the memory that those two
 * libraries allocate and free themselves. Not the caller's memory, nor what callbacks and match
 * functions do, nor any order. No race is suppressed.
 */
const char *__tsan_default_suppressions(void);

__attribute__((used, visibility("default"))) const char *__tsan_default_suppressions(void)
{
    return "called_from_lib:liburcu-cds.so\n"
           "called_from_lib:liburcu-qsbr.so\n";
}
