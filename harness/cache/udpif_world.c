/* The world that src/ is given: its datapath, translation and observer interfaces, on the harness's
 * one. */

#include "cache/udpif_door.h"

#define N(array) (sizeof(array) / sizeof *(array))

enum { MAX_OPS = 2 * 64 }; /* A batch of upcalls: a put and an execution each. */

struct dp_dump {
    bool open;
};

static const struct cache_world *world;
static struct dp_dump the_dump;

void udpif_world_set(const struct cache_world *given)
{
    world = given;
}

/* The datapath. */

static const enum cache_op_type op_types[] = {
    [DP_OP_PUT] = CACHE_PUT, [DP_OP_MODIFY] = CACHE_MODIFY,   [DP_OP_DELETE] = CACHE_DELETE,
    [DP_OP_GET] = CACHE_GET, [DP_OP_EXECUTE] = CACHE_EXECUTE,
};

static void op_begin(const struct dp_op *op, struct cache_op *into)
{
    static const char what[] = "an operation";
    struct door_flow of = door_flow("OPS", what, &op->ufid, op->pmd_id);
    bool has_key = op->type == DP_OP_PUT || op->type == DP_OP_EXECUTE;

    if (has_key) {
        struct door_flow by_key = door_key("OPS", what, op->key, op->pmd_id);

        if (by_key.flow != of.flow) {
            adapter_violation("OPS/key-of-another", what, "%s on flow %u has the key of another",
                              what, of.flow);
        }
        of.other_key = by_key.other_key;
    }
    *into = (struct cache_op){
        .type = op_types[door_enum("OPS", what, op->type, N(op_types))],
        .flow = of.flow,
        .pmd = of.pmd,
        .actions = door_actions("OPS", what, op->actions),
        .mask = door_mask("OPS", what, op->mask),
        .other_key = of.other_key,
        .packet = op->packet,
        .counters_only = op->type == DP_OP_GET && !op->buffer,
    };
}

static size_t copy(uint8_t *to, const struct udpif_bytes *from)
{
    for (size_t i = 0; i < from->size; i++) {
        to[i] = from->data[i];
    }
    return from->size;
}

static void buffer_fill(struct dp_flow_buffer *buffer, const struct cache_op *done)
{
    struct udpif_bytes bytes;

    bytes_of_key(&bytes, done->flow, done->other_key);
    buffer->key_size = copy(buffer->key, &bytes);
    bytes_of_mask(&bytes, done->mask);
    buffer->mask_size = copy(buffer->mask, &bytes);
    bytes_of_actions(&bytes, done->actions);
    buffer->actions_size = copy(buffer->actions, &bytes);
}

static void op_finish(struct dp_op *op, const struct cache_op *done)
{
    op->error = done->error;
    op->stats = stats_to_src(&done->stats);
    op->stats_final = done->stats_final;
    if (op->type == DP_OP_GET && op->buffer && !op->error) {
        buffer_fill(op->buffer, done);
    }
}

static void operate(void *aux, struct dp_op **ops, size_t n)
{
    struct cache_op converted[MAX_OPS];

    if (n > MAX_OPS) {
        adapter_violation("OPS/batch-too-large", "", "a batch of more than 128 operations");
    }
    for (size_t i = 0; i < n; i++) {
        if (!ops[i]) {
            adapter_violation("OPS/missing-operation", "", "an operation of a batch is missing");
        }
        op_begin(ops[i], &converted[i]);
    }
    world->operate(converted, n);
    for (size_t i = 0; i < n; i++) {
        op_finish(ops[i], &converted[i]);
    }
}

static uint64_t datapath_n_flows(void *aux)
{
    return world->n_flows();
}

static struct dp_dump *dump_create(void *aux, bool terse)
{
    return world->dump_create(terse) ? &the_dump : NULL;
}

static struct dp_dump_thread *dump_thread_create(void *aux, struct dp_dump *dump)
{
    return dump_thread_take(world->dump_thread_create());
}

static size_t dump_next(void *aux, struct dp_dump_thread *thread, struct dp_record *records,
                        size_t max)
{
    struct cache_record converted[ADAPTER_MAX_RECORDS];
    size_t n = world->dump_next(dump_thread_number(thread), converted,
                                max < ADAPTER_MAX_RECORDS ? max : ADAPTER_MAX_RECORDS);

    for (size_t i = 0; i < n; i++) {
        records[i].ufid = ufid_of(converted[i].flow);
        records[i].pmd_id = pmd_id_of(converted[i].pmd);
        records[i].stats = stats_to_src(&converted[i].stats);
        records[i].key = records[i].mask = records[i].actions = (struct bytes){.data = NULL};
        if (converted[i].full) {
            bytes_of_key(&thread->keys[i], converted[i].flow, converted[i].other_key);
            bytes_of_mask(&thread->masks[i], converted[i].mask);
            bytes_of_actions(&thread->actions[i], converted[i].actions);
            records[i].key = bytes_of(&thread->keys[i]);
            records[i].mask = bytes_of(&thread->masks[i]);
            records[i].actions = bytes_of(&thread->actions[i]);
        }
    }
    return n;
}

static void dump_thread_destroy(void *aux, struct dp_dump_thread *thread)
{
    world->dump_thread_destroy(dump_thread_number(thread));
    dump_thread_give_back(thread);
}

static int dump_destroy(void *aux, struct dp_dump *dump)
{
    return world->dump_destroy();
}

const struct datapath udpif_world_datapath = {
    .operate = operate,
    .n_flows = datapath_n_flows,
    .dump_create = dump_create,
    .dump_thread_create = dump_thread_create,
    .dump_next = dump_next,
    .dump_thread_destroy = dump_thread_destroy,
    .dump_destroy = dump_destroy,
};

/* The translation. */

static const enum cache_purpose purposes[] = {
    [TRANSLATE_UPCALL] = CACHE_TRANSLATE_UPCALL,
    [TRANSLATE_SLOW_PATH] = CACHE_TRANSLATE_SLOW_PATH,
    [TRANSLATE_REVALIDATE] = CACHE_TRANSLATE_REVALIDATE,
};

static int translate(void *aux, enum translation_purpose purpose, struct bytes key, uint32_t pmd_id,
                     const struct flow_stats *packet, struct translation_result *result)
{
    struct cache_stats stats = {.n_packets = 0};
    struct cache_translation translation;
    struct door_flow of = door_key("VALID", "a translation", key, pmd_id);
    struct translation_handle *handle;
    int error;

    if (packet) {
        stats = door_stats("ONCE", "a packet", packet);
    }
    error = world->translate(purposes[door_enum("VALID", "a translation", purpose, N(purposes))],
                             of.flow, of.pmd, packet ? *packet_in_hand() : 0,
                             packet ? &stats : NULL, &translation);
    if (error) {
        return error;
    }
    handle = handle_take(translation.handle);
    bytes_of_actions(&handle->actions, translation.actions);
    bytes_of_mask(&handle->mask, translation.mask);
    bytes_of_actions(&handle->execute, translation.execute);
    *result = (struct translation_result){
        .actions = bytes_of(&handle->actions),
        .mask = bytes_of(&handle->mask),
        .handle = handle,
        .cacheable = translation.cacheable,
    };
    if (translation.execute) {
        result->execute = bytes_of(&handle->execute);
    }
    return 0;
}

static void push_stats(void *aux, struct translation_handle *handle, const struct ufid *ufid,
                       uint32_t pmd_id, const struct flow_stats *delta)
{
    struct door_flow of = door_flow("ONCE", "a credit", ufid, pmd_id);
    struct cache_stats stats = door_stats("ONCE", "a credit", delta);

    world->push_stats(handle_number(handle), of.flow, of.pmd, &stats);
}

static int adopt(void *aux, struct bytes key, struct bytes actions)
{
    static const char what[] = "an adoption";

    return world->adopt(door_key("VALID", what, key, PMD_ID_NULL).flow,
                        door_actions("VALID", what, actions));
}

static void release(void *aux, struct translation_handle *handle)
{
    uint32_t number = handle_number(handle);

    handle_give_back(handle);
    world->release(number);
}

const struct translation udpif_world_translation = {
    .translate = translate,
    .push_stats = push_stats,
    .adopt = adopt,
    .release = release,
};

/* The observer. Its enums are in cache.h's order. */

_Static_assert((int)UKEY_DELETED == (int)STATE_DELETED && (int)UKEY_STATES == (int)STATES,
               "states");
_Static_assert((int)UPCALL_UNTRANSLATABLE == (int)VERDICT_UNTRANSLATABLE &&
                   (int)UPCALL_LIMITED == (int)VERDICT_LIMITED &&
                   (int)UPCALL_VERDICTS == (int)VERDICTS,
               "verdicts");
_Static_assert((int)LOSS_UNTRANSLATABLE == (int)LOST_UNTRANSLATABLE &&
                   (int)LOSS_REASONS == (int)LOSSES,
               "losses");

static void ukey_transition(void *aux, const struct ufid *ufid, uint32_t pmd_id, uint64_t serial,
                            enum ukey_state from, enum ukey_state to)
{
    static const char what[] = "a step of a ukey";
    struct door_flow of = door_flow("STATE", what, ufid, pmd_id);

    world->transition(of.flow, of.pmd, serial,
                      (enum cache_state)door_enum("STATE", what, from, STATES),
                      (enum cache_state)door_enum("STATE", what, to, STATES));
}

static void ukey_freed(void *aux, const struct ufid *ufid, uint32_t pmd_id, uint64_t serial)
{
    struct door_flow of = door_flow("STATE", "a ukey that is freed", ufid, pmd_id);

    world->freed(of.flow, of.pmd, serial);
}

static void upcall_begin(void *aux, const struct ufid *ufid, uint32_t pmd_id, uint64_t packet)
{
    struct door_flow of = door_flow("ONCE", "an upcall that begins", ufid, pmd_id);

    *packet_in_hand() = packet;
    world->upcall_begin(of.flow, of.pmd, packet);
}

static void upcall_end(void *aux, const struct ufid *ufid, uint32_t pmd_id, uint64_t packet,
                       enum upcall_verdict verdict)
{
    static const char what[] = "an upcall that ends";
    struct door_flow of = door_flow("ONCE", what, ufid, pmd_id);

    world->upcall_end(of.flow, of.pmd, packet,
                      (enum cache_verdict)door_enum("ONCE", what, verdict, VERDICTS));
}

static void loss(void *aux, const struct ufid *ufid, uint32_t pmd_id, enum loss_reason reason)
{
    static const char what[] = "a loss";
    struct door_flow of = door_flow("ONCE", what, ufid, pmd_id);

    world->loss(of.flow, of.pmd, (enum cache_loss)door_enum("ONCE", what, reason, LOSSES));
}

static void limit_adjusted(void *aux, uint32_t limit)
{
    world->limit_adjusted(limit);
}

static void round_begin(void *aux, uint64_t dump_seq, uint64_t reval_seq)
{
    world->round_begin(dump_seq, reval_seq);
}

static void round_end(void *aux, uint64_t dump_seq, uint64_t reval_seq, bool dump_complete)
{
    world->round_end(dump_seq, reval_seq, dump_complete);
}

const struct udpif_observer udpif_world_observer = {
    .ukey_transition = ukey_transition,
    .ukey_freed = ukey_freed,
    .upcall_begin = upcall_begin,
    .upcall_end = upcall_end,
    .loss = loss,
    .limit_adjusted = limit_adjusted,
    .round_begin = round_begin,
    .round_end = round_end,
};
