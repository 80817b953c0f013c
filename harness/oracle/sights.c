/*
 * Which instances of a flow a revalidator has been shown: what it makes a ukey of, or finds one to
 * agree with, is of those, whatever is in the datapath by then.
 */

#include <string.h>

#include "oracle/internal.h"

/* Serials; 0: none. */
static struct sight {
    uint32_t counter, actions;
} sights[RUNTIME_MAX_ACTORS][MODEL_SLOTS];

void sights_reset(void)
{
    memset(sights, 0, sizeof sights);
}

void sights_dump_next(void)
{
    memset(sights[actor_self()], 0, sizeof sights[0]);
}

void sights_record(const struct model_instance *instance)
{
    struct sight *sight = &sights[actor_self()][model_slot(instance->flow, instance->pmd)];

    if (!sight->counter || instance->serial < sight->counter) {
        *sight = (struct sight){.counter = instance->serial, .actions = instance->serial};
    }
}

void sights_got(const struct model_instance *instance)
{
    struct sight *sight = &sights[actor_self()][model_slot(instance->flow, instance->pmd)];

    sight->actions = instance->serial;
    if (!sight->counter) {
        sight->counter = instance->serial;
    }
}

uint32_t sight_of_counter(unsigned slot)
{
    return sights[actor_self()][slot].counter;
}

uint32_t sight_of_actions(unsigned slot)
{
    return sights[actor_self()][slot].actions;
}
