/*
 * Which instances of a flow a revalidator has been shown: what it makes a ukey of, or finds one to
 * agree with, is of those, whatever is in the datapath by then.
 */

#include "oracle/internal.h"

/* Serials; 0: none. */
static struct sight {
    uint32_t first, actions;
} sights[RUNTIME_MAX_ACTORS][MODEL_SLOTS];

static void forget(unsigned actor)
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        sights[actor][slot] = (struct sight){0};
    }
}

void sights_reset(void)
{
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        forget(actor);
    }
}

void sights_round_begin(void)
{
    sights_reset();
}

void sights_dump_next(void)
{
    forget(actor_self());
}

void sights_record(const struct model_instance *instance)
{
    struct sight *sight = &sights[actor_self()][model_slot(instance->flow, instance->pmd)];

    if (!sight->first) {
        *sight = (struct sight){.first = instance->serial, .actions = instance->serial};
    }
}

void sights_got(const struct model_instance *instance)
{
    struct sight *sight = &sights[actor_self()][model_slot(instance->flow, instance->pmd)];

    sight->actions = instance->serial;
    if (!sight->first) {
        sight->first = instance->serial;
    }
}

uint32_t sight_of_counter(unsigned slot)
{
    return sights[actor_self()][slot].first;
}

uint32_t sight_of_actions(unsigned slot)
{
    return sights[actor_self()][slot].actions;
}
