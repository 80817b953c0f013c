#include "shrink/edits.h"

#include <string.h>

struct operations *operation_list(struct scenario *s, unsigned list)
{
    return list == 0 ? &s->main : &s->packet[list - 1];
}

void operations_remove(struct scenario *s, unsigned list, unsigned first, unsigned n)
{
    struct operations *operations = operation_list(s, list);

    operations->n = (uint8_t)(operations->n - n);
    memmove(&operations->list[first], &operations->list[first + n],
            (operations->n - first) * sizeof operations->list[0]);
}

bool edit_remove_operation(struct scenario *s, unsigned index)
{
    for (unsigned list = 0; list < OPERATION_LISTS; list++) {
        unsigned n = operation_list(s, list)->n;

        if (index < n) {
            operations_remove(s, list, index, 1);
            return true;
        }
        index -= n;
    }
    return false;
}

void preemptions_remove(struct scenario *s, unsigned first, unsigned n)
{
    scenario_drop_anchors(s);
    s->n_preemptions = (uint16_t)(s->n_preemptions - n);
    memmove(&s->preemptions[first], &s->preemptions[first + n],
            (s->n_preemptions - first) * sizeof s->preemptions[0]);
}

static void insert(struct operations *operations, unsigned at, const struct operation *op)
{
    memmove(&operations->list[at + 1], &operations->list[at],
            (operations->n - at) * sizeof operations->list[0]);
    operations->list[at] = *op;
    operations->n++;
}

bool edit_give_to_main(struct scenario *s, unsigned thread, unsigned at, bool with_sleeps)
{
    struct operations *gone = &s->packet[thread];

    for (unsigned i = 0; i < gone->n; i++) {
        if (s->main.n == SCENARIO_MAX_MAIN_OPERATIONS) {
            return false;
        }
        if (with_sleeps || gone->list[i].kind != OP_WAIT) {
            insert(&s->main, at++, &gone->list[i]);
        }
    }
    edit_remove_packet_thread(s, thread);
    return true;
}

bool edit_join_sleeps(struct scenario *s, unsigned list, unsigned i)
{
    struct operation *op = &operation_list(s, list)->list[i];
    const unsigned ms = operation_ms(&op[0]) + operation_ms(&op[1]);

    if (op[0].kind != op[1].kind || !operation_is_sleep(&op[0]) || ms > UINT16_MAX) {
        return false;
    }
    operation_set_ms(&op[0], ms);
    operations_remove(s, list, i + 1, 1);
    return true;
}

void edit_remove_packet_thread(struct scenario *s, unsigned thread)
{
    for (unsigned i = thread + 1; i < s->n_packet_threads; i++) {
        s->packet[i - 1] = s->packet[i];
    }
    s->packet[--s->n_packet_threads].n = 0;
}

static void forget_flow(struct operations *operations, unsigned flow)
{
    unsigned n = 0;

    for (unsigned i = 0; i < operations->n; i++) {
        struct operation op = operations->list[i];
        bool speaks = operation_form((enum operation_kind)op.kind)->range[0] != 0;

        if (speaks && op.flow == flow) {
            continue;
        }
        if (speaks && op.flow > flow && op.flow < SCENARIO_MAX_FLOWS) {
            op.flow--;
        }
        operations->list[n++] = op;
    }
    operations->n = (uint8_t)n;
}

void edit_remove_flow(struct scenario *s, unsigned flow)
{
    s->n_flows--;
    for (unsigned list = 0; list < OPERATION_LISTS; list++) {
        forget_flow(operation_list(s, list), flow);
    }
}

unsigned operand_of(const struct operation *op, enum operand operand)
{
    switch (operand) {
    case OPERAND_FLOW:
        return op->flow;
    case OPERAND_A:
        return op->a;
    case OPERAND_B:
        return op->b;
    default:
        return operation_is_sleep(op) ? operation_ms(op) : 0;
    }
}

void edit_operand(struct operation *op, enum operand operand, unsigned value)
{
    switch (operand) {
    case OPERAND_FLOW:
        op->flow = (uint8_t)value;
        break;
    case OPERAND_A:
        op->a = (uint8_t)value;
        break;
    case OPERAND_B:
        op->b = (uint8_t)value;
        break;
    default:
        operation_set_ms(op, value);
        break;
    }
}

void edit_copy_workload(struct scenario *to, const struct scenario *from)
{
    static struct scenario copy;

    scenario_init(to);
    copy = *from;
    copy.strategy = to->strategy;
    copy.mean_gap = to->mean_gap;
    copy.depth = to->depth;
    copy.interest = to->interest;
    copy.length = to->length;
    copy.n_preemptions = to->n_preemptions;
    copy.n_bytes = to->n_bytes;
    *to = copy;
}
