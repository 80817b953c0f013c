/*
 * What ThreadSanitizer would say of Open vSwitch's library, and is not wrong here. Only what happens
 * in these functions themselves is left out.
 *
 * Our actors are fibers of one thread of the system, so they share what the library has one of for
 * each thread: coverage counters, which end in _add, the thread's number, random numbers. Two races
 * are upstream's on purpose: ovs_mutex looks at the place that locked it before it has the lock, and
 * cmap reads hashes and looks afterwards whether they have changed.
 *
 * `the_dpif` is our struct dpif, of which one member changes: N07 of docs/real-open-vswitch.md.
 */
const char *__tsan_default_suppressions(void);

__attribute__((used, visibility("default"))) const char *__tsan_default_suppressions(void)
{
    return "race_top:_add$\n"
           "race_top:ovsthread_id_init\n"
           "race_top:random_init\n"
           "race_top:random_next\n"
           "race_top:random_set_seed\n"
           "race_top:random_uint32\n"
           "race_top:ovs_mutex_lock_at\n"
           "race_top:ovs_mutex_trylock_at\n"
           "race_top:ovs_mutex_unlock\n"
           "race_top:cmap_set_bucket\n"
           "race_top:cmap_find_in_bucket\n"
           "race:the_dpif\n";
}
