#include "transcript.h"

#include "model/events.h"
#include "runtime/runtime.h"
#include "support/printable.h"

struct transcript transcript;

/* Of the operation that is being carried out. */
static enum model_fault pending_fault;
static uint32_t pending_foreign;

static void check_room(unsigned n, unsigned max, const char *what)
{
    if (n == max) {
        runtime_violation("SEQUENCE/transcript-full", "more than %u %s in one step", max, what);
    }
}

static unsigned next_order(void)
{
    return transcript.n_ops + transcript.n_translations;
}

/* What the model tells. */

static void op_begin(const struct cache_op *op)
{
    pending_fault = FAULT_NONE;
    pending_foreign = 0;
}

static void op_commit(const struct cache_op *op, const struct model_instance *target)
{
    check_room(transcript.n_ops, TRANSCRIPT_MAX_OPS, "operations");
    transcript.ops[transcript.n_ops] = (struct transcript_op){
        .op = *op,
        .fault = pending_fault,
        .foreign_actions = pending_foreign,
        .order = next_order(),
    };
    transcript.n_ops++;
}

static void fault(enum model_fault kind, unsigned flow, unsigned pmd)
{
    if (kind >= FAULT_PUT_COVERED && kind <= FAULT_GET_BUSY) {
        pending_fault = kind;
    } else if (kind == FAULT_ADD_NOTHING) {
        transcript.adding_refused = true;
    }
}

static void instance_begin(const struct model_instance *instance)
{
    if (instance->origin == ORIGIN_FOREIGN) {
        pending_foreign = instance->actions;
    }
}

static void record(const struct cache_record *dumped, const struct model_instance *source,
                   bool again)
{
    check_room(transcript.n_records, TRANSCRIPT_MAX_RECORDS, "records");
    transcript.records[transcript.n_records++] = *dumped;
}

static const struct model_listener listener = {
    .op_begin = op_begin,
    .op_commit = op_commit,
    .fault = fault,
    .instance_begin = instance_begin,
    .record = record,
};

/* The world as the cache is to see it. */

static int dump_destroy(void)
{
    int error = model_world.dump_destroy();

    transcript.dump_complete = !error;
    return error;
}

static int translate(enum cache_purpose purpose, unsigned flow, unsigned pmd, uint64_t packet,
                     const struct cache_stats *stats, struct cache_translation *result)
{
    unsigned slot = model_slot(flow, pmd);
    struct transcript_translation *translation;

    check_room(transcript.n_translations, TRANSCRIPT_MAX_TRANSLATIONS, "translations");
    translation = &transcript.translations[transcript.n_translations];
    *translation = (struct transcript_translation){
        .slot = slot,
        .purpose = purpose,
        .packet = packet,
        .error = model_world.translate(purpose, flow, pmd, packet, stats, result),
        .order = next_order(),
    };
    transcript.n_translations++;
    if (translation->error) {
        return translation->error;
    }
    translation->result = *result;
    if (purpose == CACHE_TRANSLATE_UPCALL && stats) {
        transcript.totals[slot].n_packets += stats->n_packets;
        transcript.totals[slot].n_bytes += stats->n_bytes;
    }
    return 0;
}

static void push_stats(uint32_t handle, unsigned flow, unsigned pmd,
                       const struct cache_stats *delta)
{
    if (!model_handle_live(handle) || model_handle_flow(handle) != flow) {
        runtime_violation("SEQUENCE/credits-to-no-translation",
                          "expected flow %u to be credited through a translation of its own that is"
                          " not given back, seen handle %u",
                          flow, handle);
    }
    transcript.totals[model_slot(flow, pmd)].n_packets += delta->n_packets;
    transcript.totals[model_slot(flow, pmd)].n_bytes += delta->n_bytes;
    model_world.push_stats(handle, flow, pmd, delta);
}

static void transition(unsigned flow, unsigned pmd, uint64_t serial, enum cache_state from,
                       enum cache_state to)
{
    if (from == STATE_CREATED) {
        transcript.n_ukeys_made++;
    }
    model_world.transition(flow, pmd, serial, from, to);
}

static void freed(unsigned flow, unsigned pmd, uint64_t serial)
{
    transcript.n_ukeys_freed++;
    model_world.freed(flow, pmd, serial);
}

static void upcall_end(unsigned flow, unsigned pmd, uint64_t packet, enum cache_verdict verdict)
{
    check_room(transcript.n_verdicts, TRANSCRIPT_MAX_VERDICTS, "verdicts");
    transcript.verdicts[transcript.n_verdicts++] = (struct transcript_verdict){
        .slot = model_slot(flow, pmd), .packet = packet, .verdict = verdict};
    model_world.upcall_end(flow, pmd, packet, verdict);
}

static void loss(unsigned flow, unsigned pmd, enum cache_loss reason)
{
    transcript.totals[model_slot(flow, pmd)].losses[reason]++;
    model_world.loss(flow, pmd, reason);
}

static void round_end(uint64_t dump_seq, uint64_t reval_seq, bool dump_complete)
{
    transcript.n_rounds++;
    model_world.round_end(dump_seq, reval_seq, dump_complete);
}

const struct cache_world *transcript_begin(void)
{
    static struct cache_world world;

    world = model_world;
    world.dump_destroy = dump_destroy;
    world.translate = translate;
    world.push_stats = push_stats;
    world.transition = transition;
    world.freed = freed;
    world.upcall_end = upcall_end;
    world.loss = loss;
    world.round_end = round_end;
    model_listen(&listener);
    transcript.n_ukeys_made = transcript.n_ukeys_freed = 0;
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        transcript.totals[slot] = (struct transcript_totals){.n_packets = 0};
    }
    transcript_step();
    return &world;
}

void transcript_end(void)
{
    model_listen(&(struct model_listener){.op_begin = NULL});
}

void transcript_step(void)
{
    transcript.n_ops = transcript.n_translations = transcript.n_verdicts = 0;
    transcript.n_records = 0;
    transcript.dump_complete = transcript.adding_refused = false;
    transcript.n_rounds = 0;
}

struct transcript_op *transcript_next_op(unsigned slot)
{
    for (unsigned i = 0; i < transcript.n_ops; i++) {
        struct transcript_op *op = &transcript.ops[i];

        if (!op->taken && op->op.type != CACHE_EXECUTE &&
            model_slot(op->op.flow, op->op.pmd) == slot) {
            return op;
        }
    }
    return NULL;
}

struct transcript_translation *transcript_next_translation(unsigned slot, uint64_t packet)
{
    for (unsigned i = 0; i < transcript.n_translations; i++) {
        struct transcript_translation *translation = &transcript.translations[i];

        if (!translation->taken && translation->slot == slot && translation->packet == packet) {
            return translation;
        }
    }
    return NULL;
}

struct transcript_op *transcript_execution(uint64_t packet)
{
    for (unsigned i = 0; i < transcript.n_ops; i++) {
        struct transcript_op *op = &transcript.ops[i];

        if (!op->taken && op->op.type == CACHE_EXECUTE && op->op.packet == packet) {
            return op;
        }
    }
    return NULL;
}

struct transcript_verdict *transcript_verdict_of(uint64_t packet)
{
    for (unsigned i = 0; i < transcript.n_verdicts; i++) {
        struct transcript_verdict *verdict = &transcript.verdicts[i];

        if (!verdict->taken && verdict->packet == packet) {
            return verdict;
        }
    }
    return NULL;
}

static void print_slot(FILE *stream, unsigned slot)
{
    unsigned table = slot % MODEL_TABLES;

    fprintf(stream, " of flow %u", slot / MODEL_TABLES);
    if (table) {
        fprintf(stream, " of pmd %u", table - 1);
    }
}

static void print_op(FILE *stream, const struct transcript_op *op)
{
    fputs(model_op_word(op->op.type), stream);
    print_slot(stream, model_slot(op->op.flow, op->op.pmd));
    fprintf(stream, ": actions %x, error %d, %llu packet%s", op->op.actions, op->op.error,
            (unsigned long long)op->op.stats.n_packets, plural(op->op.stats.n_packets));
    if (op->fault) {
        fprintf(stream, ", by fault %s", model_fault_name(op->fault));
    }
    fputs(op->taken ? "\n" : ", not expected (yet)\n", stream);
}

void transcript_print(FILE *stream, int indent)
{
    for (unsigned i = 0; i < transcript.n_records; i++) {
        const struct cache_record *dumped = &transcript.records[i];

        fprintf(stream, "%*sa record", indent, "");
        print_slot(stream, model_slot(dumped->flow, dumped->pmd));
        fprintf(stream, ": %llu packet%s, used at %llu ms\n",
                (unsigned long long)dumped->stats.n_packets, plural(dumped->stats.n_packets),
                (unsigned long long)dumped->stats.used_ms);
    }
    for (unsigned i = 0; i < transcript.n_translations; i++) {
        const struct transcript_translation *translation = &transcript.translations[i];

        fprintf(stream, "%*sa translation", indent, "");
        print_slot(stream, translation->slot);
        fprintf(stream, ": actions %x, error %d\n", translation->result.actions,
                translation->error);
    }
    for (unsigned i = 0; i < transcript.n_ops; i++) {
        fprintf(stream, "%*sa ", indent, "");
        print_op(stream, &transcript.ops[i]);
    }
}
