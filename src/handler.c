#include "handler.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "install.h"
#include "limit.h"
#include "queue.h"
#include "udpif_internal.h"

/* An upcall on its way through a batch. */
struct work {
    const struct upcall *upcall;
    struct translation_result result; /* If `translated`. */
    bool translated;
    enum upcall_verdict verdict;
    struct ukey *ukey; /* Installed by this upcall, and its put not yet answered; or NULL. */
    /* A copy: once a ukey owns the handle, a revalidator may release it. */
    uint8_t execute[DP_BUFFER_MAX];
    size_t execute_size;
};

static void upcall_begin(const struct udpif *udpif, const struct upcall *upcall)
{
    const struct udpif_observer *observer = &udpif->observer;

    if (observer->upcall_begin) {
        observer->upcall_begin(observer->aux, &upcall->ufid, upcall->pmd_id, upcall->packet);
    }
}

/* Ends an upcall; gives its translation back if no ukey took it over. */
static void upcall_end(const struct udpif *udpif, const struct work *work)
{
    const struct udpif_observer *observer = &udpif->observer;
    const struct translation *translation = &udpif->translation;
    const struct upcall *upcall = work->upcall;

    if (work->translated && work->result.handle) {
        translation->release(translation->aux, work->result.handle);
    }
    if (observer->upcall_end) {
        observer->upcall_end(observer->aux, &upcall->ufid, upcall->pmd_id, upcall->packet,
                             work->verdict);
    }
}

static struct bytes upcall_key(const struct upcall *upcall)
{
    return (struct bytes){.data = upcall->key, .size = upcall->key_size};
}

static void translate(struct udpif *udpif, struct work *work)
{
    const struct translation *translation = &udpif->translation;
    const struct upcall *upcall = work->upcall;
    bool miss = upcall->type == UPCALL_MISS;

    if (translation->translate(translation->aux, miss ? TRANSLATE_UPCALL : TRANSLATE_SLOW_PATH,
                               upcall_key(upcall), upcall->pmd_id, &upcall->stats, &work->result)) {
        coverage_inc(&udpif->coverage, COVERAGE_upcall_translation_failed);
        work->verdict = UPCALL_UNTRANSLATABLE;
        return;
    }
    CHECK(work->result.execute.size <= DP_BUFFER_MAX);
    work->translated = true;
    work->execute_size = work->result.execute.size;
    if (work->execute_size) {
        memcpy(work->execute, work->result.execute.data, work->execute_size);
    }
}

/* Whether this upcall's translation may become a flow. */
static bool should_install_flow(struct udpif *udpif, struct work *work)
{
    if (!work->translated) {
        return false;
    }
    if (work->upcall->type != UPCALL_MISS || !work->result.cacheable) {
        work->verdict = UPCALL_NOT_CACHEABLE;
        return false;
    }
    if (!flow_limit_admits(&udpif->limit, &udpif->datapath)) {
        coverage_inc(&udpif->coverage, COVERAGE_upcall_flow_limit_hit);
        work->verdict = UPCALL_LIMITED;
        return false;
    }
    return true;
}

/* Makes a ukey for this upcall and installs it. `reval_seq` was sampled before translating: should
 * the rules have changed since, the next round revalidates. */
static void install(struct udpif *udpif, struct work *work, uint64_t reval_seq)
{
    const struct upcall *upcall = work->upcall;
    struct ukey_seed seed = {
        .ufid = upcall->ufid,
        .pmd_id = upcall->pmd_id,
        .key = upcall_key(upcall),
        .mask = work->result.mask,
        .actions = work->result.actions,
        .handle = work->result.handle,
        .reval_seq = reval_seq,
        .put_pending = true,
    };
    struct ukey *ukey = ukey_create(udpif, &seed);

    work->result.handle = NULL;
    work->verdict = ukey_install(udpif, ukey);
    if (work->verdict == UPCALL_INSTALLED || work->verdict == UPCALL_REPLACED) {
        work->ukey = ukey;
    } else {
        ukey_destroy(ukey);
    }
}

static void put_op_init(struct dp_op *op, const struct ukey *ukey)
{
    *op = (struct dp_op){
        .type = DP_OP_PUT,
        .ufid = ukey->ufid,
        .pmd_id = ukey->pmd_id,
        .key = ukey->key,
        .mask = ukey->mask,
        .actions = ukey_actions(ukey),
    };
}

static void execute_op_init(struct dp_op *op, const struct work *work)
{
    *op = (struct dp_op){
        .type = DP_OP_EXECUTE,
        .ufid = work->upcall->ufid,
        .pmd_id = work->upcall->pmd_id,
        .key = upcall_key(work->upcall),
        .actions = {.data = work->execute, .size = work->execute_size},
        .packet = work->upcall->packet,
    };
}

/* Notes the answer to the put of `ukey`. By now a revalidator or a purge may be evicting it: then
 * the flow is theirs to delete (upstream e34bbe31b). */
static void apply_put_result(struct udpif *udpif, struct ukey *ukey, int error)
{
    if (error) {
        coverage_inc(&udpif->coverage, COVERAGE_upcall_flow_put_failed);
    }
    mutex_lock(&ukey->mutex);
    ukey_end_put(ukey);
    if (ukey->state == UKEY_VISIBLE) {
        /* After an error the flow may nevertheless be there. No packet of it has been credited
         * through this ukey, so a later dump can adopt it with a base of 0. */
        ukey_transition(ukey, error ? UKEY_EVICTED : UKEY_OPERATIONAL);
    }
    mutex_unlock(&ukey->mutex);
}

void handle_upcalls(struct udpif *udpif, const struct upcall *upcalls, size_t n)
{
    struct work works[UPCALL_MAX_BATCH];
    struct dp_op storage[2 * UPCALL_MAX_BATCH];
    struct dp_op *ops[2 * UPCALL_MAX_BATCH];
    int *put_errors[UPCALL_MAX_BATCH];
    uint64_t reval_seqs[UPCALL_MAX_BATCH];
    size_t n_ops = 0;

    CHECK(n <= UPCALL_MAX_BATCH);
    for (size_t i = 0; i < n; i++) {
        works[i].upcall = &upcalls[i];
        works[i].translated = false;
        works[i].ukey = NULL;
        works[i].execute_size = 0;
        reval_seqs[i] = atomic_load_explicit(&udpif->reval_seq, memory_order_acquire);
        upcall_begin(udpif, &upcalls[i]);
        translate(udpif, &works[i]);
    }

    for (size_t i = 0; i < n; i++) {
        struct work *work = &works[i];

        if (should_install_flow(udpif, work)) {
            install(udpif, work, reval_seqs[i]);
        }
        if (work->ukey) {
            put_op_init(&storage[n_ops], work->ukey);
            put_errors[i] = &storage[n_ops].error;
            ops[n_ops] = &storage[n_ops];
            n_ops++;
        }
        if (work->execute_size) {
            execute_op_init(&storage[n_ops], work);
            ops[n_ops] = &storage[n_ops];
            n_ops++;
        }
    }

    if (n_ops) {
        udpif->datapath.operate(udpif->datapath.aux, ops, n_ops);
    }
    for (size_t i = 0; i < n; i++) {
        if (works[i].ukey) {
            apply_put_result(udpif, works[i].ukey, *put_errors[i]);
        }
        upcall_end(udpif, &works[i]);
    }
}

static void reply_copy(uint8_t *to, size_t *to_size, struct bytes from)
{
    CHECK(from.size <= DP_BUFFER_MAX);
    *to_size = from.size;
    if (from.size) {
        memcpy(to, from.data, from.size);
    }
}

int handle_packet_upcall(struct udpif *udpif, const struct upcall *upcall,
                         struct upcall_reply *reply)
{
    uint64_t reval_seq = atomic_load_explicit(&udpif->reval_seq, memory_order_acquire);
    struct work work = {.upcall = upcall};

    reply->actions_size = reply->mask_size = reply->execute_size = 0;
    upcall_begin(udpif, upcall);
    translate(udpif, &work);
    if (work.translated) {
        reply_copy(reply->actions, &reply->actions_size, work.result.actions);
        reply_copy(reply->mask, &reply->mask_size, work.result.mask);
        reply_copy(reply->execute, &reply->execute_size, work.result.execute);
    }
    if (should_install_flow(udpif, &work)) {
        install(udpif, &work, reval_seq);
        if (work.ukey) {
            ukey_postpone_end_put(work.ukey);
        }
    }
    upcall_end(udpif, &work);
    return work.ukey ? 0 : ENOSPC;
}

size_t udpif_handle_batch(struct udpif *udpif, unsigned handler)
{
    struct upcall upcalls[UPCALL_MAX_BATCH];
    size_t n = 0;

    if (handler < UDPIF_MAX_HANDLERS && udpif->queues[handler]) {
        n = upcall_queue_take(udpif->queues[handler], upcalls, udpif->config.upcall_batch);
        handle_upcalls(udpif, upcalls, n);
    }
    return n;
}

void *handler_main(void *aux)
{
    const struct udpif_thread *thread = aux;
    struct udpif *udpif = thread->udpif;
    char name[16];

    snprintf(name, sizeof name, "handler-%u", thread->index % UDPIF_MAX_HANDLERS);
    pthread_setname_np(pthread_self(), name);
    rcu_register_thread();
    for (;;) {
        bool more;

        rcu_thread_offline();
        more = upcall_queue_wait(udpif->queues[thread->index]);
        rcu_thread_online();
        if (!more) {
            break;
        }
        udpif_handle_batch(udpif, thread->index);
    }
    rcu_unregister_thread();
    return NULL;
}
