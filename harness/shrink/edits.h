/*
 * Pure edits: each makes another scenario of one, depends on its arguments alone, and asks nobody. A pass
 * copies the best scenario, edits the copy, and has the engine ask about it. Those that return false have
 * found nothing to do; the scenario is then of no use.
 */
#ifndef SHRINK_EDITS_H
#define SHRINK_EDITS_H 1

#include "scenario/scenario.h"

/* The lists of operations: main's, number 0, and the packet threads'. */
enum { OPERATION_LISTS = 1 + SCENARIO_MAX_PACKET_THREADS };
struct operations *operation_list(struct scenario *, unsigned list);

/* Takes `n` elements out, from number `first` on. */
void operations_remove(struct scenario *, unsigned list, unsigned first, unsigned n);
void preemptions_remove(struct scenario *, unsigned first, unsigned n);

/* Takes out the operation that has number `index` when the lists are put one behind the other. */
bool edit_remove_operation(struct scenario *, unsigned index);

/* Main does what packet thread `thread` does, before its own operation `at`, with or without the
 * sleeps, which were there to do it in time. */
bool edit_give_to_main(struct scenario *, unsigned thread, unsigned at, bool with_sleeps);

/* Operation `i` of a list sleeps as long as it and the next one, which is of the same kind, did. */
bool edit_join_sleeps(struct scenario *, unsigned list, unsigned i);

/* Later threads and flows move up by one. */
void edit_remove_packet_thread(struct scenario *, unsigned thread);
void edit_remove_flow(struct scenario *, unsigned flow);

/* The numbers that an operation has: a sleep has OPERAND_MS alone, which is 0 for all others. */
enum operand { OPERAND_FLOW, OPERAND_A, OPERAND_B, OPERAND_MS, OPERANDS };
unsigned operand_of(const struct operation *, enum operand);
void edit_operand(struct operation *, enum operand, unsigned value);

/* Copies everything but how it is decided who runs next, which is as in the empty input. */
void edit_copy_workload(struct scenario *to, const struct scenario *from);

#endif /* edits.h */
