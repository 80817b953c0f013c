/*
 * Mutation of what actors do.
 */
#include "generation/mutate_internal.h"
#include "generation/times.h"

/* Scenarios longer than this part of what they may be are made shorter more often than longer: a
 * short one is executed more often in the same time, and is easier to read. */
enum { SHORT = 4 };

struct target {
    struct operations *operations;
    unsigned max;
    bool packet_thread;
};

static struct target choose_list(struct scenario *s, struct random *random)
{
    unsigned which = random_below(random, 2U + s->n_packet_threads);

    if (which < 2) {
        return (struct target){&s->main, SCENARIO_MAX_MAIN_OPERATIONS, false};
    }
    return (struct target){&s->packet[which - 2], SCENARIO_MAX_PACKET_OPERATIONS, true};
}

/* Traffic, changes of rules and faults are what most scenarios are made of. */
static uint8_t usual_kind(unsigned n_kinds, struct random *random)
{
    unsigned sum = 0, kind = 0, drawn;

    for (unsigned i = 0; i < n_kinds; i++) {
        sum += operation_form((enum operation_kind)i)->usual;
    }
    drawn = random_below(random, sum);
    while (drawn >= operation_form((enum operation_kind)kind)->usual) {
        drawn -= operation_form((enum operation_kind)kind++)->usual;
    }
    return (uint8_t)kind;
}

static struct operation random_operation(const struct scenario *s, bool packet_thread,
                                         struct random *random)
{
    struct operation op = {.flow = (uint8_t)random_below(random, s->n_flows)};

    op.a = (uint8_t)random_next(random);
    op.b = (uint8_t)random_next(random);
    op.kind = (uint8_t)random_below(random, packet_thread ? OP_SHARED : OPERATIONS);
    if (random_one_in(random, 2)) {
        op.kind = usual_kind(packet_thread ? OP_SHARED : OPERATIONS, random);
    }
    if (operation_is_sleep(&op)) {
        operation_set_ms(&op, times_any(s, random));
    }
    if (op.kind == OP_CHANGE_RULES && random_one_in(random, 2)) {
        op.a = 0; /* Rules under which flows are installed. */
    }
    operation_normalise(&op, packet_thread);
    return op;
}

static void insert(struct operations *operations, unsigned max, unsigned at, struct operation op)
{
    if (operations->n == max) {
        return;
    }
    for (unsigned i = operations->n++; i > at; i--) {
        operations->list[i] = operations->list[i - 1];
    }
    operations->list[at] = op;
}

static void remove_run(struct operations *operations, unsigned at, unsigned n)
{
    if (n > operations->n - at) {
        n = operations->n - at;
    }
    for (unsigned i = at; i + n < operations->n; i++) {
        operations->list[i] = operations->list[i + n];
    }
    operations->n = (uint8_t)(operations->n - n);
}

/* At most `most` of them, one after the other, of which there are some. */
static void remove_some(struct operations *operations, unsigned most, struct random *random)
{
    unsigned at = random_below(random, operations->n), n = 1 + random_below(random, most);

    remove_run(operations, at, n);
}

static void change_one_field(const struct scenario *s, struct operation *op, bool packet_thread,
                             struct random *random)
{
    if (operation_is_sleep(op) && !random_one_in(random, 4)) {
        operation_set_ms(op, times_any(s, random));
        return;
    }
    switch (random_below(random, 4)) {
    case 0:
        op->kind = (uint8_t)random_next(random);
        break;
    case 1:
        op->flow = (uint8_t)random_below(random, s->n_flows + 1U);
        break;
    case 2:
        op->a = (uint8_t)random_next(random);
        break;
    default:
        op->b = (uint8_t)random_next(random);
        break;
    }
    operation_normalise(op, packet_thread);
}

void mutate_operations(struct scenario *s, struct random *random)
{
    struct target target = choose_list(s, random);
    struct operations *operations = target.operations;
    unsigned n = operations->n;

    if (n > target.max / SHORT && random_one_in(random, 2)) {
        remove_some(operations, 6, random);
        return;
    }
    if (n == 0 || random_one_in(random, 3)) {
        unsigned at = random_below(random, n + 1);

        insert(operations, target.max, at, random_operation(s, target.packet_thread, random));
        return;
    }
    switch (random_below(random, 6)) {
    case 0:
        remove_run(operations, random_below(random, n), 1);
        break;
    case 1:
        remove_some(operations, 4, random);
        break;
    case 2: { /* Do it again, here or somewhere else. */
        struct operation op = operations->list[random_below(random, n)];

        insert(operations, target.max, random_below(random, n + 1), op);
        break;
    }
    case 3: {
        unsigned i = random_below(random, n), j = random_below(random, n);
        struct operation op = operations->list[i];

        operations->list[i] = operations->list[j];
        operations->list[j] = op;
        break;
    }
    default:
        change_one_field(s, &operations->list[random_below(random, n)], target.packet_thread,
                         random);
        break;
    }
}

void splice_operations(struct operations *to, unsigned max, const struct operations *from,
                       struct random *random)
{
    unsigned at, first, n;

    if (from->n == 0) {
        return;
    }
    at = random_below(random, to->n + 1U);
    first = random_below(random, from->n);
    n = 1 + random_below(random, from->n - first);
    for (unsigned i = 0; i < n && to->n < max * 2 / SHORT; i++) {
        insert(to, max, at + i, from->list[first + i]);
    }
}
