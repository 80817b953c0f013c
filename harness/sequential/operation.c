#include "operation.h"

#include <errno.h>

#include "cache.h"
#include "model/model.h"
#include "runtime/runtime.h"
#include "scenario/scenario.h"

static const uint64_t NS_PER_MS = 1000000;

unsigned sequence_pmd(unsigned operand)
{
    return operand == 0 ? CACHE_PMD_NULL : operand - 1;
}

void sequence_let_in(const struct cache_under_test *cache, unsigned n_handlers)
{
    cache->let_in(n_handlers);
    sequential_let_in(n_handlers);
}

/* Operations of any actor. */
static void do_shared(const struct cache_under_test *cache, const struct operation *op,
                      unsigned pmd)
{
    switch ((enum operation_kind)op->kind) {
    case OP_PACKET:
        for (unsigned i = 0; i <= op->b; i++) {
            sequential_packet(op->flow, pmd, op->a, model_packet(cache, op->flow, pmd, op->a));
        }
        break;
    case OP_LATE_MISS:
        sequential_late_miss(op->flow, pmd, op->a, model_late_miss(cache, op->flow, pmd, op->a));
        break;
    case OP_WAIT:
    case OP_ADVANCE:
        runtime_advance_ns(operation_ms(op) * NS_PER_MS);
        break;
    case OP_QUIESCE:
        cache->quiescent();
        break;
    default:
        break;
    }
}

/* Without a thread there is nothing that could start by halves: only what is nonsense is tried. */
static void odd_call(const struct cache_under_test *cache, const struct operation *op)
{
    unsigned n_handlers, n_revalidators;
    int error;

    odd_threads(op->a, &n_handlers, &n_revalidators);
    if (!n_handlers == !n_revalidators) {
        return;
    }
    error = op->b ? cache->set_threads(n_handlers, n_revalidators)
                  : cache->start(n_handlers, n_revalidators);
    if (error != EINVAL) {
        sequential_mismatch(NULL, "SEQUENCE/odd-threads", NULL, NULL,
                            "expected EINVAL (%d), seen %d", EINVAL, error);
    }
}

static void do_cache_call(const struct cache_under_test *cache, const struct operation *op)
{
    unsigned pmd = sequence_pmd(op->a);

    switch ((enum operation_kind)op->kind) {
    case OP_PURGE:
        cache->purge();
        sequential_purge(NULL);
        break;
    case OP_PURGE_PMD:
        cache->purge_pmd(pmd);
        sequential_purge(&pmd);
        break;
    case OP_PAUSE:
        cache->pause();
        break;
    case OP_RESUME:
        cache->resume();
        break;
    case OP_SET_THREADS:
        cache->stop(true);
        sequential_purge(NULL);
        sequence_let_in(cache, op->a + 1U);
        break;
    case OP_FLUSH:
        cache->flush();
        sequential_flush();
        sequence_let_in(cache, sequential.n_open);
        break;
    case OP_STOP:
        cache->stop(op->a);
        if (op->a) {
            sequential_purge(NULL);
        }
        sequence_let_in(cache, 0);
        break;
    case OP_START:
        sequence_let_in(cache, op->a + 1U);
        break;
    case OP_ODD_THREADS:
        odd_call(cache, op);
        break;
    case OP_WAIT_ROUND:
        if (cache->wait()) {
            sequential_mismatch(NULL, "SEQUENCE/must-not-wait", NULL, NULL,
                                "expected not to wait, as no revalidator runs");
        }
        break;
    case OP_REVALIDATE:
        cache->revalidate();
        sequential_rules_announced();
        break;
    default:
        break;
    }
}

static void do_world(const struct cache_under_test *cache, const struct operation *op)
{
    unsigned pmd = sequence_pmd(op->a);

    switch ((enum operation_kind)op->kind) {
    case OP_CHANGE_RULES:
        model_change_rules(op->flow, (enum model_rule)op->a);
        cache->revalidate();
        sequential_rules_announced();
        break;
    case OP_FAULT:
        model_arm((enum model_fault)(op->a + 1),
                  op->flow == SCENARIO_MAX_FLOWS ? MODEL_ANY_FLOW : op->flow, op->b + 1U);
        break;
    case OP_HEAL:
        model_heal();
        break;
    case OP_VANISH:
        model_vanish(op->flow, pmd);
        sequential_vanish(op->flow, pmd);
        break;
    case OP_RESET_COUNTER:
        model_reset_counter(op->flow, pmd);
        break;
    case OP_MOVE_LAYER:
        model_move_layer(op->flow, pmd);
        break;
    case OP_FOREIGN:
        if (model_install_foreign(op->flow, pmd, !(op->b & 1), !(op->b & 2))) {
            sequential_foreign(op->flow, pmd, !(op->b & 1), !(op->b & 2));
        }
        break;
    default:
        break;
    }
}

void sequence_operation(const struct cache_under_test *cache, const struct operation *op,
                        unsigned pmd)
{
    do_shared(cache, op, pmd);
    do_cache_call(cache, op);
    do_world(cache, op);
}
