#include "scenario/operation.h"

#include "model/model.h"
#include "scenario/scenario.h"

enum { N_FLOWS = SCENARIO_MAX_FLOWS, N_PMDS = SCENARIO_MAX_PACKET_THREADS + 1 };

static const char *rule_word(unsigned value)
{
    return model_rule_name((enum model_rule)value);
}

static const char *fault_word(unsigned value)
{
    return model_fault_name((enum model_fault)(value + 1));
}

static const char *any_flow_word(unsigned value)
{
    return value == N_FLOWS ? "any" : NULL;
}

/* A packet thread's number, or none: that value is 0, so the numbers begin one later. */
static const char *pmd_word(unsigned value)
{
    static const char *const words[N_PMDS] = {"none", "0", "1"};

    return words[value];
}

static const char *foreign_word(unsigned value)
{
    static const char *const words[] = {"adoptable", "unadoptable", "adoptable-wrong",
                                        "unadoptable-wrong"};

    return words[value];
}

static const char *yes_word(unsigned value)
{
    return value ? "yes" : "no";
}

static const struct {
    unsigned n_handlers, n_revalidators;
    const char *word;
} odd[ODD_THREADS] = {{0, 0, "none"},         {0, 1, "no-handler"},       {1, 0, "no-revalidator"},
                      {65, 1, "65-handlers"}, {1, 65, "65-revalidators"}, {65, 65, "65-of-each"}};

static const char *odd_word(unsigned value)
{
    return odd[value].word;
}

static const char *odd_call_word(unsigned value)
{
    return value ? "set-threads" : "start";
}

#define FORM(NAME, FUNCTION, USUAL, ...) [OP_##NAME] = {.usual = (USUAL), __VA_ARGS__},

static const struct operation_form forms[OPERATIONS] = {OPERATION_LIST(FORM)};

void odd_threads(unsigned which, unsigned *n_handlers, unsigned *n_revalidators)
{
    *n_handlers = odd[which].n_handlers;
    *n_revalidators = odd[which].n_revalidators;
}

const struct operation_form *operation_form(enum operation_kind kind)
{
    return &forms[kind];
}

static uint8_t within(unsigned value, unsigned range)
{
    return (uint8_t)(range ? value % range : 0);
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

bool operation_is_sleep(const struct operation *op)
{
    return forms[op->kind].ms;
}

void operation_set_ms(struct operation *op, unsigned ms)
{
    op->a = (uint8_t)ms;
    op->b = (uint8_t)(ms >> 8);
}

unsigned operation_ms(const struct operation *op)
{
    return op->a | (unsigned)op->b << 8;
}

void operation_print(FILE *stream, const struct operation *op)
{
    const struct operation_form *form = &forms[op->kind];
    const uint8_t values[] = {op->flow, op->a, op->b};

    fputs(form->name, stream);
    if (form->ms) {
        fprintf(stream, " ms=%u", operation_ms(op));
        return;
    }
    for (unsigned i = 0; i < 3; i++) {
        if (form->operand[i]) {
            const char *word = form->word[i] ? form->word[i](values[i]) : NULL;

            fprintf(stream, " %s=", form->operand[i]);
            if (word) {
                fputs(word, stream);
            } else {
                fprintf(stream, "%u", values[i] + form->first[i]);
            }
        }
    }
}
