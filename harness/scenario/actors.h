/*
 * The actors of a scenario by name. Slots are taken in this order: main, the thread that runs RCU
 * callbacks, packet threads, revalidators, handlers.
 */
#ifndef SCENARIO_ACTORS_H
#define SCENARIO_ACTORS_H 1

#include "scenario/scenario.h"

enum actor_role { ROLE_MAIN, ROLE_CALL_RCU, ROLE_PACKET, ROLE_REVALIDATOR, ROLE_HANDLER, ROLES };

/* A role's name, and whether its actors have numbers. */
const char *actor_role_name(enum actor_role);
bool actor_role_is_numbered(enum actor_role);

/* The role of the actor that is called `name` ("main", "handler-0"). Calls nothing of libc. */
enum actor_role actor_role_of_name(const char *name);

/* How many actors of a role there are when the threads of `s` have been started for the first time,
 * and the slot of the first. */
unsigned actor_role_count(const struct scenario *s, enum actor_role);
unsigned actor_role_first(const struct scenario *s, enum actor_role);

/* The slot that the actor called `name` has then; RUNTIME_MAX_ACTORS if there is none. */
unsigned actor_slot_of(const struct scenario *s, const char *name);

#endif /* actors.h */
