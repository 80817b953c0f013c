/* What the sides of the hub share: hub.c towards the world that the cache calls, hub_model.c
 * towards the model of it, watch.c towards the users. */
#ifndef ORACLE_HUB_H
#define ORACLE_HUB_H 1

#include "oracle/internal.h"

/* Resets every oracle, and listens to the model. */
void hub_reset(void);

/* The world that the cache is given, and the one below it that does the work. */
extern const struct cache_world hub_world;
extern const struct cache_world *hub_world_below;
/* What the model tells. */
extern const struct model_listener hub_listener;

extern moment hub_now;
/* The running actor has done something that the oracles can hear. */
static inline void hub_hear(void)
{
    hub_now++;
    apparent_heard();
}

extern bool hub_destroying;
extern bool hub_packet_thread[RUNTIME_MAX_ACTORS];

#endif /* hub.h */
