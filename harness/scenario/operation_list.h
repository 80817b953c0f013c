/*
 * Every operation, once: OPERATION(NAME, FUNCTION, USUAL, form...).
 *
 * - NAME: OP_NAME is its kind. The position is its code in the binary form, so a new one comes last.
 * - FUNCTION: do_FUNCTION() performs it, in execution/perform.c and in sequential/operation.c. Neither
 *   compiles while one is missing.
 * - USUAL: how often the mutator draws it where it wants what most scenarios are made of (traffic, changes
 *   of rules, faults). 0: only where it draws any operation.
 * - The form: members of struct operation_form (operation.h), for text, manual and ranges.
 *
 * A sleep has its milliseconds in `a` (low byte) and `b`. A pmd is CACHE_PMD_NULL, the table of a datapath
 * that has one, if the operand is 0; n is packet thread n - 1.
 */
#ifndef SCENARIO_OPERATION_LIST_H
#define SCENARIO_OPERATION_LIST_H 1

// clang-format off

/* What any actor does. */
#define OPERATIONS_OF_ANY(OPERATION)                                                                \
    OPERATION(PACKET, packet, 2, .name = "packet",                                                  \
              .what = "packets of a flow arrive; what misses is for the handler of the hint",       \
              .operand = {"flow", "hint", "count"}, .range = {N_FLOWS, 4, 4}, .first = {0, 0, 1})   \
    OPERATION(LATE_MISS, late_miss, 1, .name = "late-miss",                                         \
              .what = "a packet that missed long ago reaches the queue now",                        \
              .operand = {"flow", "hint"}, .range = {N_FLOWS, 4})                                   \
    OPERATION(WAIT, sleep, 1, .name = "sleep",                                                      \
              .what = "the actor sleeps, in virtual time",                                          \
              .operand = {NULL, "ms"}, .range = {0, 256, 256}, .ms = true)                          \
    OPERATION(QUIESCE, quiesce, 0, .name = "quiesce",                                               \
              .what = "the actor announces a quiescent state")

/* What main alone does: rules and time, calls of the cache, faults of the datapath. */
#define OPERATIONS_OF_MAIN(OPERATION)                                                               \
    OPERATION(CHANGE_RULES, change_rules, 1, .name = "change-rules",                                \
              .what = "a flow gets new rules, and the cache is told",                               \
              .operand = {"flow", "rule"}, .range = {N_FLOWS, MODEL_RULES},                         \
              .word = {NULL, rule_word})                                                            \
    OPERATION(REVALIDATE, revalidate, 0, .name = "revalidate",                                      \
              .what = "the cache is told of a change, though there is none")                        \
    OPERATION(ADVANCE, advance, 1, .name = "advance",                                               \
              .what = "virtual time moves on at once, in the middle of whatever goes on",           \
              .operand = {NULL, "ms"}, .range = {0, 256, 256}, .ms = true)                          \
    OPERATION(PURGE, purge, 0, .name = "purge", .what = "the cache deletes all flows")              \
    OPERATION(PURGE_PMD, purge_pmd, 0, .name = "purge-pmd",                                         \
              .what = "the cache deletes all flows of one packet thread",                           \
              .operand = {NULL, "pmd"}, .range = {0, N_PMDS}, .word = {NULL, pmd_word})             \
    OPERATION(PAUSE, pause, 0, .name = "pause", .what = "the revalidators are made to rest")        \
    OPERATION(RESUME, resume, 0, .name = "resume", .what = "the revalidators go on")                \
    OPERATION(SET_THREADS, set_threads, 0, .name = "set-threads",                                   \
              .what = "the numbers of threads change",                                              \
              .operand = {NULL, "handlers", "revalidators"},                                        \
              .range = {0, SCENARIO_MAX_HANDLERS, SCENARIO_MAX_REVALIDATORS}, .first = {0, 1, 1})   \
    OPERATION(FLUSH, flush, 0, .name = "flush",                                                     \
              .what = "the cache is emptied, and so is the datapath")                               \
    OPERATION(STOP, stop, 0, .name = "stop",                                                        \
              .what = "all threads of the cache end, with or without deleting the flows",           \
              .operand = {NULL, "delete"}, .range = {0, 2}, .word = {NULL, yes_word})               \
    OPERATION(START, start, 0, .name = "start", .what = "the threads of the cache begin",           \
              .operand = {NULL, "handlers", "revalidators"},                                        \
              .range = {0, SCENARIO_MAX_HANDLERS, SCENARIO_MAX_REVALIDATORS}, .first = {0, 1, 1})   \
    OPERATION(WAIT_ROUND, wait_round, 1, .name = "wait-round",                                      \
              .what = "main waits until the changes so far are in force")                           \
    OPERATION(FAULT, fault, 1, .name = "fault",                                                     \
              .what = "the next operations on a flow, as many as count says, go wrong",             \
              .operand = {"flow", "fault", "count"},                                                \
              .range = {N_FLOWS + 1, MODEL_ARMABLE_FAULTS - 1, 4}, .first = {0, 0, 1},              \
              .word = {any_flow_word, fault_word})                                                  \
    OPERATION(HEAL, heal, 0, .name = "heal", .what = "no fault strikes any more")                   \
    OPERATION(VANISH, vanish, 0, .name = "vanish", .what = "the datapath drops a flow by itself",   \
              .operand = {"flow", "pmd"}, .range = {N_FLOWS, N_PMDS}, .word = {NULL, pmd_word})     \
    OPERATION(RESET_COUNTER, reset_counter, 0, .name = "reset-counter",                             \
              .what = "a flow's counter starts again",                                              \
              .operand = {"flow", "pmd"}, .range = {N_FLOWS, N_PMDS}, .word = {NULL, pmd_word})     \
    OPERATION(MOVE_LAYER, move_layer, 0, .name = "move-layer",                                      \
              .what = "a flow moves to the next layer, which counts for itself",                    \
              .operand = {"flow", "pmd"}, .range = {N_FLOWS, N_PMDS}, .word = {NULL, pmd_word})     \
    OPERATION(FOREIGN, foreign_flow, 0, .name = "foreign-flow",                                     \
              .what = "a flow appears that the cache did not install",                              \
              .operand = {"flow", "pmd", "kind"}, .range = {N_FLOWS, N_PMDS, 4},                    \
              .word = {NULL, pmd_word, foreign_word})                                               \
    OPERATION(FAIL_THREAD, fail_thread, 0, .name = "fail-thread",                                   \
              .what = "the system is short of threads, once, when so many are made",                \
              .operand = {NULL, "nth"},                                                             \
              .range = {0, SCENARIO_MAX_HANDLERS + SCENARIO_MAX_REVALIDATORS}, .first = {0, 1})     \
    OPERATION(ODD_THREADS, odd_threads, 0, .name = "odd-threads",                                   \
              .what = "start or set-threads is asked for numbers of threads that are odd",          \
              .operand = {NULL, "numbers", "call"}, .range = {0, ODD_THREADS, 2},                   \
              .word = {NULL, odd_word, odd_call_word})                                                \
    OPERATION(OTHER_KEY, other_key, 0, .name = "other-key",                                         \
              .what = "a miss with a flow's identity and another key reaches the queue",            \
              .operand = {"flow", "hint"}, .range = {N_FLOWS, 4})                                   \
    OPERATION(PACKET_OF_EACH, packet_of_each, 0, .name = "packet-of-each",                          \
              .what = "packets of each flow arrive, of more-flows as well",                         \
              .operand = {NULL, "hint", "count"}, .range = {0, 4, 4}, .first = {0, 0, 1})

#define OPERATION_LIST(OPERATION) OPERATIONS_OF_ANY(OPERATION) OPERATIONS_OF_MAIN(OPERATION)

// clang-format on

#endif /* operation_list.h */
