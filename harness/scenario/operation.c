#include "scenario/operation.h"

#include "model/model.h"
#include "scenario/scenario.h"

enum { N_FLOWS = SCENARIO_MAX_FLOWS, N_PMDS = SCENARIO_MAX_PACKET_THREADS + 1 };

/* clang-format off */
static const struct operation_form forms[OPERATIONS] = {
    [OP_PACKET]        = {"packet",        {"flow", "hint", "more"}, {N_FLOWS, 4, 4}},
    [OP_LATE_MISS]     = {"late-miss",     {"flow", "hint"},         {N_FLOWS, 4}},
    [OP_WAIT]          = {"sleep",         {NULL, "ms"},             {0, 256, 256}},
    [OP_QUIESCE]       = {"quiesce",       {NULL},                   {0}},
    [OP_CHANGE_RULES]  = {"change-rules",  {"flow", "rule"},         {N_FLOWS, MODEL_RULES}},
    [OP_REVALIDATE]    = {"revalidate",    {NULL},                   {0}},
    [OP_ADVANCE]       = {"advance",       {NULL, "ms"},             {0, 256, 256}},
    [OP_PURGE]         = {"purge",         {NULL},                   {0}},
    [OP_PURGE_PMD]     = {"purge-pmd",     {NULL, "pmd"},            {0, N_PMDS}},
    [OP_PAUSE]         = {"pause",         {NULL},                   {0}},
    [OP_RESUME]        = {"resume",        {NULL},                   {0}},
    [OP_SET_THREADS]   = {"set-threads",   {NULL, "handlers", "revalidators"},
                          {0, SCENARIO_MAX_HANDLERS, SCENARIO_MAX_REVALIDATORS}},
    [OP_FLUSH]         = {"flush",         {NULL},                   {0}},
    [OP_STOP]          = {"stop",          {NULL, "delete"},         {0, 2}},
    [OP_START]         = {"start",         {NULL, "handlers", "revalidators"},
                          {0, SCENARIO_MAX_HANDLERS, SCENARIO_MAX_REVALIDATORS}},
    [OP_WAIT_ROUND]    = {"wait-round",    {NULL},                   {0}},
    [OP_FAULT]         = {"fault",         {"flow", "fault", "more"},
                          {N_FLOWS + 1, MODEL_ARMABLE_FAULTS - 1, 4}},
    [OP_HEAL]          = {"heal",          {NULL},                   {0}},
    [OP_VANISH]        = {"vanish",        {"flow", "pmd"},          {N_FLOWS, N_PMDS}},
    [OP_RESET_COUNTER] = {"reset-counter", {"flow", "pmd"},          {N_FLOWS, N_PMDS}},
    [OP_MOVE_LAYER]    = {"move-layer",    {"flow", "pmd"},          {N_FLOWS, N_PMDS}},
    [OP_FOREIGN]       = {"foreign-flow",  {"flow", "pmd", "kind"},  {N_FLOWS, N_PMDS, 4}},
};
/* clang-format on */

const struct operation_form *operation_form(enum operation_kind kind)
{
    return &forms[kind];
}

static uint8_t within(unsigned value, unsigned range)
{
    return range ? (uint8_t)(value % range) : 0;
}

void operation_normalise(struct operation *op, bool packet_thread)
{
    const struct operation_form *form;

    op->kind = within(op->kind, packet_thread ? OP_SHARED : OPERATIONS);
    form = &forms[op->kind];
    op->flow = within(op->flow, form->range[0]);
    op->a = within(op->a, form->range[1]);
    op->b = within(op->b, form->range[2]);
}

unsigned operation_ms(const struct operation *op)
{
    return op->a | (unsigned)op->b << 8;
}

static void print_operand(FILE *stream, const struct operation *op, const char *name,
                          unsigned value)
{
    switch ((enum operation_kind)op->kind) {
    case OP_CHANGE_RULES:
        if (name == forms[OP_CHANGE_RULES].operand[1]) {
            fprintf(stream, " %s", model_rule_name((enum model_rule)value));
            return;
        }
        break;
    case OP_FAULT:
        if (name == forms[OP_FAULT].operand[1]) {
            fprintf(stream, " %s", model_fault_name((enum model_fault)(value + 1)));
            return;
        }
        if (name == forms[OP_FAULT].operand[0] && value == N_FLOWS) {
            fputs(" flow=any", stream);
            return;
        }
        break;
    case OP_SET_THREADS:
    case OP_START:
        value++;
        break;
    default:
        break;
    }
    fprintf(stream, " %s=%u", name, value);
}

void operation_print(FILE *stream, const struct operation *op)
{
    const struct operation_form *form = &forms[op->kind];
    const uint8_t values[] = {op->flow, op->a, op->b};

    fputs(form->name, stream);
    if (op->kind == OP_WAIT || op->kind == OP_ADVANCE) {
        fprintf(stream, " ms=%u", operation_ms(op));
        return;
    }
    if (op->kind == OP_FOREIGN) {
        fprintf(stream, " flow=%u pmd=%u %s, %s actions", op->flow, op->a,
                op->b & 1 ? "unadoptable" : "adoptable", op->b & 2 ? "wrong" : "right");
        return;
    }
    for (unsigned i = 0; i < 3; i++) {
        if (form->operand[i]) {
            print_operand(stream, op, form->operand[i], values[i]);
        }
    }
}
