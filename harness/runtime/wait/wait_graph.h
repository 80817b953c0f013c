/*
 * Who waits for what, for the report of an execution in which nobody can go on, or some go on for
 * ever.
 */
#ifndef RUNTIME_WAIT_GRAPH_H
#define RUNTIME_WAIT_GRAPH_H 1

#include "runtime/scheduler.h"

/* Adds a part for each actor that is alive, and writes the same as text. */
void wait_graph_take(struct violation *, char *buffer, size_t size);

#endif /* wait_graph.h */
