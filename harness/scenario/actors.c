#include "scenario/actors.h"

#include <stdio.h>
#include <string.h>

#include "runtime/runtime.h"

const char *actor_role_name(enum actor_role role)
{
    static const char *const names[ROLES] = {"main", "call_rcu", "packet", "revalidator",
                                             "handler"};

    return names[role];
}

bool actor_role_is_numbered(enum actor_role role)
{
    return role >= ROLE_PACKET;
}

enum actor_role actor_role_of_name(const char *name)
{
    switch (name[0]) {
    case 'm':
        return ROLE_MAIN;
    case 'c':
        return ROLE_CALL_RCU;
    case 'p':
        return ROLE_PACKET;
    case 'r':
        return ROLE_REVALIDATOR;
    default:
        return ROLE_HANDLER;
    }
}

unsigned actor_role_count(const struct scenario *s, enum actor_role role)
{
    switch (role) {
    case ROLE_PACKET:
        return s->n_packet_threads;
    case ROLE_REVALIDATOR:
        return s->n_revalidators;
    case ROLE_HANDLER:
        return s->n_handlers;
    default:
        return 1;
    }
}

unsigned actor_role_first(const struct scenario *s, enum actor_role role)
{
    unsigned first = 0;

    for (enum actor_role r = ROLE_MAIN; r < role; r++) {
        first += actor_role_count(s, r);
    }
    return first;
}

unsigned actor_slot_of(const struct scenario *s, const char *name)
{
    char this[32];

    for (enum actor_role role = ROLE_MAIN; role < ROLES; role++) {
        for (unsigned i = 0; i < actor_role_count(s, role); i++) {
            if (actor_role_is_numbered(role)) {
                snprintf(this, sizeof this, "%s-%u", actor_role_name(role), i);
            } else {
                snprintf(this, sizeof this, "%s", actor_role_name(role));
            }
            if (!strcmp(name, this)) {
                return actor_role_first(s, role) + i;
            }
        }
    }
    return RUNTIME_MAX_ACTORS;
}
