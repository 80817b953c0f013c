/*
 * Part of adapter.c, behind the file under test: what redirect.h promises, with the structures of
 * that file in sight.
 */
#ifndef OVS_SEEN_H
#define OVS_SEEN_H 1

#include "ovs/identity.h"
#include "ovs/promise/promises.h"
#include "ovs/recirculation.h"
#include "ovs/world.h"

static struct udpif *subject;
static bool replied;

#include "ovs/limit.h"

/* The actor's refused locks when it came to install a ukey. */
static uint32_t refusals[RUNTIME_MAX_ACTORS];

/* The harness reads it at any time, without the lock: no race of the file's. */
static enum cache_state seen_state(const void *ukey_)
{
    static const enum cache_state states[] = {
        [UKEY_CREATED] = STATE_CREATED,           [UKEY_VISIBLE] = STATE_VISIBLE,
        [UKEY_OPERATIONAL] = STATE_OPERATIONAL,   [UKEY_EVICTING] = STATE_EVICTING,
        [UKEY_EVICTED] = STATE_EVICTED,           [UKEY_DELETED] = STATE_DELETED,
#ifdef OVS_HAS_INCONSISTENT
        [UKEY_INCONSISTENT] = STATE_INCONSISTENT,
#endif
    };
    const struct udpif_key *ukey = ukey_;

    return states[ukey->state];
}

/* Locks say where they were taken, and that they are free. */
static bool is_locked(const void *ukey_)
{
    const struct udpif_key *ukey = ukey_;

    return strcmp(ukey->mutex.where, "<unlocked>");
}

/* Where locks lie that are no ukey's: the udpif, and its tables. Ukeys outlive both. */
static struct other_locks {
    uintptr_t from, to;
} other_locks[2];

static void note_other_locks(const struct udpif *udpif)
{
    other_locks[0] = (struct other_locks){(uintptr_t)udpif, (uintptr_t)(udpif + 1)};
    other_locks[1] =
        (struct other_locks){(uintptr_t)udpif->ukeys, (uintptr_t)(udpif->ukeys + N_UMAPS)};
}

/* Which ukey a lock belongs to, if any. */
static struct udpif_key *ukey_of_mutex(const struct ovs_mutex *mutex)
{
    uintptr_t at = (uintptr_t)mutex;

    for (unsigned i = 0; i < 2; i++) {
        if (at >= other_locks[i].from && at < other_locks[i].to) {
            return NULL;
        }
    }
    return CONTAINER_OF(mutex, struct udpif_key, mutex);
}

#undef ovs_mutex_init
#undef ovs_mutex_destroy
#undef ovs_mutex_unlock
static void ovs_seen_mutex_init(const struct ovs_mutex *mutex)
{
    struct udpif_key *ukey = subject ? ukey_of_mutex(mutex) : NULL;

    ovs_mutex_init(mutex);
    if (ukey) {
        struct identity of = identity_of_ufid("STATE", &ukey->ufid, ukey->pmd_id);

        runtime_set_name(&mutex->lock, "a ukey's mutex");
        ukey->state = UKEY_CREATED;
        if (!watch_in_upcall()) {
            promises_called_for(CALLED_FOR_RECORD, of.flow);
        }
        watch_ukey_made(ukey, of.flow, of.pmd);
    }
}

static void ovs_seen_mutex_destroy(const struct ovs_mutex *mutex)
{
    struct udpif_key *ukey = subject ? ukey_of_mutex(mutex) : NULL;

    if (ukey) {
        watch_look();
        watch_ukey_freed(ukey);
    }
    ovs_mutex_destroy(mutex);
}

static void ovs_seen_mutex_unlock(const struct ovs_mutex *mutex)
{
    watch_look();
    ovs_mutex_unlock(mutex);
}

/* Upstream leaves a ukey for the next round if somebody has it. */
static int ovs_seen_mutex_trylock(const struct ovs_mutex *mutex, const char *where)
{
    int error = ovs_mutex_trylock_at(mutex, where);
    const struct udpif_key *ukey = error ? ukey_of_mutex(mutex) : NULL;

    if (ukey) {
        promises_called_for(CALLED_FOR_BUSY,
                            identity_of_ufid("STATE", &ukey->ufid, ukey->pmd_id).flow);
    }
    return error;
}

#undef cmap_insert
#undef cmap_replace
#undef cmap_find
static void table_point(const struct cmap *map)
{
    watch_look();
    runtime_atomic_point(map, 2);
}

static size_t ovs_seen_cmap_insert(struct cmap *map, struct cmap_node *node, uint32_t hash)
{
    table_point(map);
    promises_called(CALLED_INSERTED);
    if (watch_in_upcall()) {
        limit_allows();
    }
    watch_verdict(VERDICT_INSTALLED);
    return cmap_insert(map, node, hash);
}

static size_t ovs_seen_cmap_replace(struct cmap *map, struct cmap_node *old, struct cmap_node *new_,
                                    uint32_t hash)
{
    table_point(map);
    if (new_) {
        if (watch_in_upcall()) {
            limit_allows();
        }
        watch_verdict(VERDICT_REPLACED);
    }
    return cmap_replace(map, old, new_, hash);
}

static const struct cmap_node *ovs_seen_cmap_find(const struct cmap *map, uint32_t hash)
{
    table_point(map);
    refusals[actor_self()] = actor_trylock_failures(actor_self());
    return cmap_find(map, hash);
}

/* The file counts what it decides on an upcall. A lock that was refused to it makes "duplicate" a
 * contention: 3.1.0 does not tell one from the other. */
static void ovs_seen_counter(const char *name)
{
    bool refused = refusals[actor_self()] != actor_trylock_failures(actor_self());

    watch_look();
    watch_counted(name);
    limit_counted(name);
    if (!strcmp(name, "revalidate_missing_dp_flow")) {
        promises_called(CALLED_MISSING);
    }
    if (!watch_in_upcall()) {
        return;
    }
    if (!strcmp(name, "handler_duplicate_upcall")) {
        watch_verdict(refused ? VERDICT_CONTENDED : VERDICT_DUPLICATE);
    } else if (!strcmp(name, "ukey_replace_contention")) {
        watch_verdict(VERDICT_CONTENDED);
    } else if (!strcmp(name, "upcall_flow_limit_hit")) {
        watch_verdict(VERDICT_LIMITED);
    }
}

/* Threads under the names that the harness uses. */

#undef ovs_thread_create
#undef poll_block
struct named_thread {
    char name[16];
    void *(*start)(void *);
    void *arg;
};

static void *run_named(void *named_)
{
    struct named_thread named = *(struct named_thread *)named_;

    free(named_);
    runtime_pthread_setname_np(runtime_pthread_self(), named.name);
    return named.start(named.arg);
}

static pthread_t ovs_seen_thread_create(const char *name, void *(*start)(void *), void *arg)
{
    struct named_thread *named = xmalloc(sizeof *named);
    unsigned number = 0;

    if (start == udpif_revalidator) {
        number = (unsigned)((struct revalidator *)arg - subject->revalidators);
    } else if (start == udpif_upcall_handler) {
        number = ((struct handler *)arg)->handler_id;
    }
    snprintf(named->name, sizeof named->name, "%s-%u", name, number);
    named->start = start;
    named->arg = arg;
    return ovs_thread_create(name, run_named, named);
}

static void ovs_seen_poll_block(void)
{
    watch_look();
    watch_upcalls_end();
    poll_block();
}

/* A ukey's actions, as the harness sees them: without a lock, and no race of the file's. An atomic
 * reading would be one to ThreadSanitizer. */
static size_t copy_actions(const struct udpif_key *ukey, char *into, size_t max)
{
    const struct ofpbuf *actions =
        *(const struct ofpbuf *const volatile *)(const void *)&ukey->actions;
    const volatile char *from = actions->data;
    size_t size = actions->size < max ? actions->size : max;

    for (size_t i = 0; i < size; i++) {
        into[i] = from[i];
    }
    return size;
}

/* A ukey whose flow is there refers to the contexts of its actions. */
static void see_contexts(const struct watched_ukey *watched)
{
    uint64_t actions[32];

    if (watched->state == STATE_OPERATIONAL) {
        size_t size = copy_actions(watched->ukey, (char *)actions, sizeof actions);

        recirculation_is_held("the ukey", watched->flow, (const struct nlattr *)actions, size);
    }
}

/* Changes of rules that were announced. All sequence numbers of upstream's draw their values from one
 * counter, so a value does not say how many changes there were: they are counted by looking before and
 * after each. */
static struct {
    uint64_t value;
    uint32_t n, n_calls, n_in_calls;
    /* Translations that had failed before the last change was announced, and before the one that the
     * running round answers. */
    uint32_t n_failed, n_failed_at_begin;
} rules;

/* The value is what a struct seq begins with; seq_read() would be a scheduling point. */
static void look_at_rules(void)
{
    uint64_t value = *(const volatile uint64_t *)(const void *)subject->reval_seq;

    rules.n += rules.value != value;
    rules.value = value;
}

static void begin_rules(void)
{
    memset(&rules, 0, sizeof rules);
    look_at_rules();
    rules.n = 0;
}

static void announce_rules(void)
{
    uint32_t n_failed = ovs_n_failed_translations();

    look_at_rules();
    rules.n_in_calls++;
    udpif_revalidate(subject);
    look_at_rules();
    rules.n_calls++;
    rules.n_failed = n_failed;
    /* Two that met at the sequence number's lock may have looked like one. */
    if (!--rules.n_in_calls) {
        rules.n = rules.n_calls;
    }
}

/* The leader sets its timer when a round is over and the limit adjusted. */
static void ovs_seen_timer(long long int until, const char *where)
{
    unsigned int limit;

    atomic_read_explicit(&subject->flow_limit, &limit, memory_order_relaxed);
    if (rules.n_failed_at_begin == ovs_n_failed_translations()) {
        promises_over(ANSWERED_NO_BRIDGE_LATELY);
    }
    watch_round_end(limit);
    watch_each(see_contexts);
    poll_timer_wait_until_at(until, where);
}

void ovs_round_begins(void)
{
    uint64_t dump_seq = seq_read(subject->dump_seq);

    seq_read(subject->reval_seq);
    look_at_rules();
    rules.n_failed_at_begin = rules.n_failed;
    promises_over(CALLED_CROWDED);
    limit_round_begins();
    watch_round_begin(dump_seq, 1 + (uint64_t)rules.n);
}

bool ovs_is_without_ukey(const struct dpif_op *op)
{
    return !CONTAINER_OF(op, struct ukey_op, dop)->ukey;
}

static void ovs_seen_reply(struct unixctl_conn *conn)
{
    replied = true;
}

#endif /* seen.h */
