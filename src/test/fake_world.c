#include "fake_world.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rcu.h"

struct fake_world world;

struct dp_dump {
    unsigned next;
};

struct translation_handle {
    uint8_t actions, mask, execute;
};

struct ufid fake_ufid(unsigned flow)
{
    return (struct ufid){{flow + 1, 0, 0, 7}};
}

static unsigned flow_of(const struct ufid *ufid)
{
    return ufid->u32[0] - 1;
}

static int take_error(int *error)
{
    int taken = *error;

    *error = 0;
    return taken;
}

static void operate_one(struct dp_op *op)
{
    struct fake_flow *flow = &world.flows[flow_of(&op->ufid)];
    int fault = 0;

    switch (op->type) {
    case DP_OP_PUT:
        world.n_puts++;
        fault = take_error(&world.put_error);
        op->error = flow->exists ? EEXIST : 0;
        if (!op->error && (!fault || world.do_it_anyway)) {
            *flow = (struct fake_flow){.exists = true,
                                       .actions = *(const uint8_t *)op->actions.data,
                                       .mask = *(const uint8_t *)op->mask.data};
        }
        break;
    case DP_OP_MODIFY:
        world.n_modifies++;
        fault = take_error(&world.modify_error);
        op->error = flow->exists ? 0 : ENOENT;
        if (!op->error && (!fault || world.do_it_anyway)) {
            flow->actions = *(const uint8_t *)op->actions.data;
        }
        break;
    case DP_OP_DELETE:
        world.n_deletes++;
        fault = take_error(&world.delete_error);
        op->error = flow->exists ? 0 : ENOENT;
        op->stats = flow->stats;
        op->stats_final = !world.not_final;
        if (!fault || world.do_it_anyway) {
            flow->exists = false;
        }
        break;
    case DP_OP_GET:
        world.n_gets++;
        fault = take_error(&world.get_error);
        op->error = flow->exists ? 0 : ENOENT;
        op->stats = flow->stats;
        if (op->buffer) {
            op->buffer->key[0] = (uint8_t)flow_of(&op->ufid);
            op->buffer->actions[0] = flow->actions;
            op->buffer->mask[0] = flow->mask;
            op->buffer->key_size = op->buffer->actions_size = op->buffer->mask_size = 1;
        }
        break;
    case DP_OP_EXECUTE:
        world.n_executes++;
        break;
    }
    op->error = fault ? fault : op->error;
}

static void operate(void *aux, struct dp_op **ops, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (world.during_operate) {
            world.during_operate(ops[i]);
        }
        pthread_mutex_lock(&world.mutex);
        operate_one(ops[i]);
        pthread_mutex_unlock(&world.mutex);
    }
}

static uint64_t n_flows(void *aux)
{
    uint64_t n = 0;

    pthread_mutex_lock(&world.mutex);
    for (unsigned i = 0; i < FAKE_FLOWS; i++) {
        n += world.flows[i].exists;
    }
    pthread_mutex_unlock(&world.mutex);
    return n;
}

static struct dp_dump *dump_create(void *aux, bool terse)
{
    return calloc(1, sizeof(struct dp_dump));
}

static struct dp_dump_thread *dump_thread_create(void *aux, struct dp_dump *dump)
{
    return (struct dp_dump_thread *)dump;
}

static size_t dump_next(void *aux, struct dp_dump_thread *thread, struct dp_record *records,
                        size_t max)
{
    struct dp_dump *dump = (struct dp_dump *)thread;
    size_t n = 0;

    pthread_mutex_lock(&world.mutex);
    while (!n && dump->next < FAKE_FLOWS * world.copies) {
        unsigned i = dump->next++ / world.copies;

        if (world.flows[i].exists && !world.hide[i]) {
            records[n++] = (struct dp_record){
                .ufid = fake_ufid(i), .pmd_id = PMD_ID_NULL, .stats = world.flows[i].stats};
        }
    }
    pthread_mutex_unlock(&world.mutex);
    return n;
}

static void dump_thread_destroy(void *aux, struct dp_dump_thread *thread) {}

static int dump_destroy(void *aux, struct dp_dump *dump)
{
    free(dump);
    return world.dump_error;
}

static int translate(void *aux, enum translation_purpose purpose, struct bytes key, uint32_t pmd_id,
                     const struct flow_stats *packet, struct translation_result *result)
{
    unsigned flow = *(const uint8_t *)key.data;
    struct translation_handle *handle;

    pthread_mutex_lock(&world.mutex);
    if (world.untranslatable) {
        pthread_mutex_unlock(&world.mutex);
        return ENODEV;
    }
    handle = malloc(sizeof *handle);
    *handle = (struct translation_handle){world.actions[flow], world.mask, 1};
    *result = (struct translation_result){
        .actions = {&handle->actions, 1},
        .mask = {&handle->mask, 1},
        .execute = {&handle->execute, 1},
        .handle = handle,
        .cacheable =
            !world.not_cacheable && !(world.short_lived && purpose == TRANSLATE_REVALIDATE),
    };
    world.n_handles++;
    if (purpose == TRANSLATE_UPCALL) {
        world.credited_packets[flow] += packet->n_packets;
        world.credited_bytes[flow] += packet->n_bytes;
    }
    pthread_mutex_unlock(&world.mutex);
    return 0;
}

static void push_stats(void *aux, struct translation_handle *handle, const struct ufid *ufid,
                       uint32_t pmd_id, const struct flow_stats *delta)
{
    pthread_mutex_lock(&world.mutex);
    world.credited_packets[flow_of(ufid)] += delta->n_packets;
    world.credited_bytes[flow_of(ufid)] += delta->n_bytes;
    pthread_mutex_unlock(&world.mutex);
}

static int adopt(void *aux, struct bytes key, struct bytes actions)
{
    return world.not_adoptable ? EINVAL : 0;
}

static void release(void *aux, struct translation_handle *handle)
{
    pthread_mutex_lock(&world.mutex);
    world.n_handles--;
    pthread_mutex_unlock(&world.mutex);
    free(handle);
}

static void upcall_end(void *aux, const struct ufid *ufid, uint32_t pmd_id, uint64_t packet,
                       enum upcall_verdict verdict)
{
    __atomic_store_n(&world.last_verdict, verdict, __ATOMIC_RELAXED);
}

static void loss(void *aux, const struct ufid *ufid, uint32_t pmd_id, enum loss_reason reason)
{
    __atomic_fetch_add(&world.n_losses[reason], 1, __ATOMIC_RELAXED);
}

static void ukey_freed(void *aux, const struct ufid *ufid, uint32_t pmd_id, uint64_t serial)
{
    __atomic_fetch_add(&world.n_freed, 1, __ATOMIC_RELAXED);
}

struct udpif *fake_begin(const struct udpif_config *config)
{
    static const struct datapath datapath = {
        .operate = operate,
        .n_flows = n_flows,
        .dump_create = dump_create,
        .dump_thread_create = dump_thread_create,
        .dump_next = dump_next,
        .dump_thread_destroy = dump_thread_destroy,
        .dump_destroy = dump_destroy,
    };
    static const struct translation translation = {
        .translate = translate, .push_stats = push_stats, .adopt = adopt, .release = release};
    static const struct udpif_observer observer = {
        .ukey_freed = ukey_freed, .upcall_end = upcall_end, .loss = loss};
    struct udpif *udpif;

    memset(&world, 0, sizeof world);
    pthread_mutex_init(&world.mutex, NULL);
    world.copies = 1;
    world.mask = 0xff;
    for (unsigned i = 0; i < FAKE_FLOWS; i++) {
        world.actions[i] = (uint8_t)(10 + i);
    }
    rcu_register_thread();
    udpif = udpif_create(config, &datapath, &translation, &observer);
    assert_non_null(udpif);
    return udpif;
}

void fake_end(struct udpif *udpif)
{
    udpif_destroy(udpif);
    rcu_unregister_thread();
    assert_int_equal(world.n_handles, 0);
}

struct upcall fake_miss(unsigned flow)
{
    return (struct upcall){
        .type = UPCALL_MISS,
        .ufid = fake_ufid(flow),
        .pmd_id = PMD_ID_NULL,
        .key = {(uint8_t)flow},
        .key_size = 1,
        .stats = {.n_packets = 1, .n_bytes = 60},
    };
}

enum upcall_verdict fake_handle_miss(struct udpif *udpif, unsigned flow)
{
    struct upcall upcall = fake_miss(flow);

    udpif_let_in(udpif, 1);
    assert_int_equal(udpif_enqueue(udpif, 0, &upcall), 0);
    assert_int_equal(udpif_handle_batch(udpif, 0), 1);
    return world.last_verdict;
}

bool fake_hit(unsigned flow, unsigned n)
{
    bool exists;

    pthread_mutex_lock(&world.mutex);
    exists = world.flows[flow].exists;
    if (exists) {
        world.flows[flow].stats.n_packets += n;
        world.flows[flow].stats.n_bytes += n * 100;
    }
    pthread_mutex_unlock(&world.mutex);
    return exists;
}

struct wanted {
    struct ufid ufid;
    enum ukey_state state;
};

static void find_state(void *aux, const struct ukey_view *view)
{
    struct wanted *wanted = aux;

    if (ufid_equals(&view->ufid, &wanted->ufid)) {
        wanted->state = view->state;
    }
}

enum ukey_state fake_state(struct udpif *udpif, unsigned flow)
{
    struct wanted wanted = {.ufid = fake_ufid(flow), .state = UKEY_DELETED};

    udpif_for_each_ukey(udpif, find_state, &wanted);
    return wanted.state;
}
