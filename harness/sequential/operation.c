#include "operation.h"

#include <errno.h>

#include "cache.h"
#include "execution/perform.h"
#include "model/model.h"
#include "runtime/runtime.h"

static const uint64_t NS_PER_MS = 1000000;

void sequence_let_in(const struct cache_under_test *cache, unsigned n_handlers)
{
    cache->let_in(n_handlers);
    sequential_let_in(n_handlers);
}

/* Those that the sequential model has no part in, or learns of by what comes of them. */
#define PERFORMED_ALONE(FUNCTION)                                                \
    static void do_##FUNCTION(struct performer *who, const struct operation *op) \
    {                                                                            \
        perform(who, op);                                                        \
    }
PERFORMED_ALONE(quiesce)
PERFORMED_ALONE(advance)
PERFORMED_ALONE(pause)
PERFORMED_ALONE(resume)
PERFORMED_ALONE(fault)
PERFORMED_ALONE(heal)
PERFORMED_ALONE(reset_counter)
PERFORMED_ALONE(move_layer)

static void do_packet(struct performer *who, const struct operation *op)
{
    for (unsigned i = 0; i <= op->b; i++) {
        sequential_packet(op->flow, who->pmd, op->a,
                          model_packet(who->cache, op->flow, who->pmd, op->a));
    }
}

static void do_packet_of_each(struct performer *who, const struct operation *op)
{
    struct operation one = *op;

    for (unsigned flow = 0; flow < model_flows_end(); flow++) {
        one.flow = (uint8_t)flow;
        do_packet(who, &one);
    }
}

static void do_late_miss(struct performer *who, const struct operation *op)
{
    sequential_late_miss(op->flow, who->pmd, op->a,
                         model_late_miss(who->cache, op->flow, who->pmd, op->a, false));
}

static void do_other_key(struct performer *who, const struct operation *op)
{
    sequential_late_miss(op->flow, who->pmd, op->a,
                         model_late_miss(who->cache, op->flow, who->pmd, op->a, true));
}

/* Nobody else could do anything meanwhile, so time moves on at once. */
static void do_sleep(struct performer *who, const struct operation *op)
{
    runtime_advance_ns(operation_ms(op) * NS_PER_MS);
}

static void do_change_rules(struct performer *who, const struct operation *op)
{
    perform(who, op);
    sequential_rules_announced();
}

static void do_revalidate(struct performer *who, const struct operation *op)
{
    perform(who, op);
    sequential_rules_announced();
}

static void do_purge(struct performer *who, const struct operation *op)
{
    perform(who, op);
    sequential_purge(NULL);
}

static void do_purge_pmd(struct performer *who, const struct operation *op)
{
    unsigned pmd = pmd_of_operand(op->a);

    perform(who, op);
    sequential_purge(&pmd);
}

static void do_set_threads(struct performer *who, const struct operation *op)
{
    who->cache->stop(true);
    sequential_purge(NULL);
    sequence_let_in(who->cache, op->a + 1U);
}

static void do_flush(struct performer *who, const struct operation *op)
{
    perform(who, op);
    sequential_flush();
    sequence_let_in(who->cache, sequential.n_open);
}

static void do_stop(struct performer *who, const struct operation *op)
{
    perform(who, op);
    if (op->a) {
        sequential_purge(NULL);
    }
    sequence_let_in(who->cache, 0);
}

static void do_start(struct performer *who, const struct operation *op)
{
    sequence_let_in(who->cache, op->a + 1U);
}

static void do_wait_round(struct performer *who, const struct operation *op)
{
    if (who->cache->wait()) {
        sequential_mismatch(NULL, "SEQUENCE/must-not-wait", NULL, NULL,
                            "expected not to wait, as no revalidator runs");
    }
}

static void do_vanish(struct performer *who, const struct operation *op)
{
    perform(who, op);
    sequential_vanish(op->flow, pmd_of_operand(op->a));
}

static void do_foreign_flow(struct performer *who, const struct operation *op)
{
    unsigned pmd = pmd_of_operand(op->a);
    bool adoptable = !(op->b & 1), right = !(op->b & 2);

    if (model_install_foreign(op->flow, pmd, adoptable, right)) {
        sequential_foreign(op->flow, pmd, adoptable, right);
    }
}

/* No thread is made. */
static void do_fail_thread(struct performer *who, const struct operation *op) {}

/* Without a thread there is nothing that could start by halves: only what is nonsense is tried. */
static void do_odd_threads(struct performer *who, const struct operation *op)
{
    unsigned n_handlers, n_revalidators;
    int error;

    odd_threads(op->a, &n_handlers, &n_revalidators);
    if (!n_handlers == !n_revalidators) {
        return;
    }
    error = op->b ? who->cache->set_threads(n_handlers, n_revalidators)
                  : who->cache->start(n_handlers, n_revalidators);
    if (error != EINVAL) {
        sequential_mismatch(NULL, "SEQUENCE/odd-threads", NULL, NULL,
                            "expected EINVAL (%d), seen %d", EINVAL, error);
    }
}

#define PERFORM(NAME, FUNCTION, ...) [OP_##NAME] = do_##FUNCTION,

static void (*const table[])(struct performer *,
                             const struct operation *) = {OPERATION_LIST(PERFORM)};
_Static_assert(sizeof table / sizeof table[0] == OPERATIONS, "each operation is performed");

void sequence_operation(const struct cache_under_test *cache, const struct operation *op,
                        unsigned pmd)
{
    struct performer who = {.cache = cache, .pmd = pmd};

    table[op->kind](&who, op);
}
