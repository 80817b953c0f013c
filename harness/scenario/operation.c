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

static const struct operation_form forms[OPERATIONS] = {
    [OP_PACKET] = {.name = "packet",
                   .what = "packets of a flow arrive; what misses is for the handler of the hint",
                   .operand = {"flow", "hint", "count"},
                   .range = {N_FLOWS, 4, 4},
                   .first = {0, 0, 1}},
    [OP_LATE_MISS] = {.name = "late-miss",
                      .what = "a packet that missed long ago reaches the queue now",
                      .operand = {"flow", "hint"},
                      .range = {N_FLOWS, 4}},
    [OP_WAIT] = {.name = "sleep",
                 .what = "the actor sleeps, in virtual time",
                 .operand = {NULL, "ms"},
                 .range = {0, 256, 256},
                 .ms = true},
    [OP_QUIESCE] = {.name = "quiesce", .what = "the actor announces a quiescent state"},
    [OP_CHANGE_RULES] = {.name = "change-rules",
                         .what = "a flow gets new rules, and the cache is told",
                         .operand = {"flow", "rule"},
                         .range = {N_FLOWS, MODEL_RULES},
                         .word = {NULL, rule_word}},
    [OP_REVALIDATE] = {.name = "revalidate",
                       .what = "the cache is told of a change, though there is none"},
    [OP_ADVANCE] = {.name = "advance",
                    .what = "virtual time moves on at once, in the middle of whatever goes on",
                    .operand = {NULL, "ms"},
                    .range = {0, 256, 256},
                    .ms = true},
    [OP_PURGE] = {.name = "purge", .what = "the cache deletes all flows"},
    [OP_PURGE_PMD] = {.name = "purge-pmd",
                      .what = "the cache deletes all flows of one packet thread",
                      .operand = {NULL, "pmd"},
                      .range = {0, N_PMDS},
                      .word = {NULL, pmd_word}},
    [OP_PAUSE] = {.name = "pause", .what = "the revalidators are made to rest"},
    [OP_RESUME] = {.name = "resume", .what = "the revalidators go on"},
    [OP_SET_THREADS] = {.name = "set-threads",
                        .what = "the numbers of threads change",
                        .operand = {NULL, "handlers", "revalidators"},
                        .range = {0, SCENARIO_MAX_HANDLERS, SCENARIO_MAX_REVALIDATORS},
                        .first = {0, 1, 1}},
    [OP_FLUSH] = {.name = "flush", .what = "the cache is emptied, and so is the datapath"},
    [OP_STOP] = {.name = "stop",
                 .what = "all threads of the cache end, with or without deleting the flows",
                 .operand = {NULL, "delete"},
                 .range = {0, 2},
                 .word = {NULL, yes_word}},
    [OP_START] = {.name = "start",
                  .what = "the threads of the cache begin",
                  .operand = {NULL, "handlers", "revalidators"},
                  .range = {0, SCENARIO_MAX_HANDLERS, SCENARIO_MAX_REVALIDATORS},
                  .first = {0, 1, 1}},
    [OP_WAIT_ROUND] = {.name = "wait-round",
                       .what = "main waits until the changes so far are in force"},
    [OP_FAULT] = {.name = "fault",
                  .what = "the next operations on a flow, as many as count says, go wrong",
                  .operand = {"flow", "fault", "count"},
                  .range = {N_FLOWS + 1, MODEL_ARMABLE_FAULTS - 1, 4},
                  .first = {0, 0, 1},
                  .word = {any_flow_word, fault_word}},
    [OP_HEAL] = {.name = "heal", .what = "no fault strikes any more"},
    [OP_VANISH] = {.name = "vanish",
                   .what = "the datapath drops a flow by itself",
                   .operand = {"flow", "pmd"},
                   .range = {N_FLOWS, N_PMDS},
                   .word = {NULL, pmd_word}},
    [OP_RESET_COUNTER] = {.name = "reset-counter",
                          .what = "a flow's counter starts again",
                          .operand = {"flow", "pmd"},
                          .range = {N_FLOWS, N_PMDS},
                          .word = {NULL, pmd_word}},
    [OP_MOVE_LAYER] = {.name = "move-layer",
                       .what = "a flow moves to the next layer, which counts for itself",
                       .operand = {"flow", "pmd"},
                       .range = {N_FLOWS, N_PMDS},
                       .word = {NULL, pmd_word}},
    [OP_FOREIGN] = {.name = "foreign-flow",
                    .what = "a flow appears that the cache did not install",
                    .operand = {"flow", "pmd", "kind"},
                    .range = {N_FLOWS, N_PMDS, 4},
                    .word = {NULL, pmd_word, foreign_word}},
    [OP_FAIL_THREAD] = {.name = "fail-thread",
                        .what = "the system is short of threads, once, when so many are made",
                        .operand = {NULL, "nth"},
                        .range = {0, SCENARIO_MAX_HANDLERS + SCENARIO_MAX_REVALIDATORS},
                        .first = {0, 1}},
    [OP_ODD_THREADS] = {.name = "odd-threads",
                        .what = "start or set-threads is asked for numbers of threads that are odd",
                        .operand = {NULL, "numbers", "call"},
                        .range = {0, ODD_THREADS, 2},
                        .word = {NULL, odd_word, odd_call_word}},
};

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
