#include "scenario/actors.h"

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
