#include "execution/perform.h"

#include "model/model.h"
#include "runtime/runtime.h"
#include "scenario/scenario.h"

static const uint64_t NS_PER_MS = 1000000;

unsigned pmd_of_operand(unsigned operand)
{
    return operand == 0 ? CACHE_PMD_NULL : operand - 1;
}

static void do_packet(struct performer *who, const struct operation *op)
{
    for (unsigned i = 0; i <= op->b; i++) {
        model_packet(who->cache, op->flow, who->pmd, op->a);
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
    model_late_miss(who->cache, op->flow, who->pmd, op->a, false);
}

static void do_other_key(struct performer *who, const struct operation *op)
{
    model_late_miss(who->cache, op->flow, who->pmd, op->a, true);
}

/* Offline, so that no grace period waits for a sleeper. */
static void do_sleep(struct performer *who, const struct operation *op)
{
    unsigned ms = operation_ms(op);

    ms = ms < who->allowance_ms ? ms : who->allowance_ms;
    who->allowance_ms -= ms;
    who->cache->leave();
    runtime_sleep_ns(ms * NS_PER_MS);
    who->cache->enter();
}

static void do_quiesce(struct performer *who, const struct operation *op)
{
    who->cache->quiescent();
}

static void do_change_rules(struct performer *who, const struct operation *op)
{
    model_change_rules(op->flow, (enum model_rule)op->a);
    who->cache->revalidate();
}

static void do_revalidate(struct performer *who, const struct operation *op)
{
    who->cache->revalidate();
}

static void do_advance(struct performer *who, const struct operation *op)
{
    runtime_advance_ns(operation_ms(op) * NS_PER_MS);
}

static void do_purge(struct performer *who, const struct operation *op)
{
    who->cache->purge();
}

static void do_purge_pmd(struct performer *who, const struct operation *op)
{
    model_give_up_pmd(who->cache, pmd_of_operand(op->a));
}

static void do_pause(struct performer *who, const struct operation *op)
{
    who->cache->pause();
}

static void do_resume(struct performer *who, const struct operation *op)
{
    who->cache->resume();
}

static void do_set_threads(struct performer *who, const struct operation *op)
{
    who->cache->set_threads(op->a + 1U, op->b + 1U);
}

static void do_flush(struct performer *who, const struct operation *op)
{
    who->cache->flush();
}

static void do_stop(struct performer *who, const struct operation *op)
{
    who->cache->stop(op->a);
}

static void do_start(struct performer *who, const struct operation *op)
{
    who->cache->start(op->a + 1U, op->b + 1U);
}

static void do_wait_round(struct performer *who, const struct operation *op)
{
    who->cache->wait();
}

static void do_fault(struct performer *who, const struct operation *op)
{
    model_arm((enum model_fault)(op->a + 1),
              op->flow == SCENARIO_MAX_FLOWS ? MODEL_ANY_FLOW : op->flow, op->b + 1U);
}

static void do_heal(struct performer *who, const struct operation *op)
{
    model_heal();
}

static void do_vanish(struct performer *who, const struct operation *op)
{
    model_vanish(op->flow, pmd_of_operand(op->a));
}

static void do_reset_counter(struct performer *who, const struct operation *op)
{
    model_reset_counter(op->flow, pmd_of_operand(op->a));
}

static void do_move_layer(struct performer *who, const struct operation *op)
{
    model_move_layer(op->flow, pmd_of_operand(op->a));
}

static void do_foreign_flow(struct performer *who, const struct operation *op)
{
    model_install_foreign(op->flow, pmd_of_operand(op->a), !(op->b & 1), !(op->b & 2));
}

static void do_fail_thread(struct performer *who, const struct operation *op)
{
    runtime_fail_thread(op->a);
}

static void do_odd_threads(struct performer *who, const struct operation *op)
{
    unsigned n_handlers, n_revalidators;

    odd_threads(op->a, &n_handlers, &n_revalidators);
    if (op->b) {
        who->cache->set_threads(n_handlers, n_revalidators);
    } else {
        who->cache->start(n_handlers, n_revalidators);
    }
}

#define PERFORM(NAME, FUNCTION, ...) [OP_##NAME] = do_##FUNCTION,

static void (*const table[])(struct performer *,
                             const struct operation *) = {OPERATION_LIST(PERFORM)};
_Static_assert(sizeof table / sizeof table[0] == OPERATIONS, "each operation is performed");

void perform(struct performer *who, const struct operation *op)
{
    table[op->kind](who, op);
}
