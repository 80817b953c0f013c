#include "crowd.h"

static unsigned reached;

void crowd_install(unsigned n_flows, uint32_t flow_limit)
{
    reached = 0;
    script_configure(&(struct cache_settings){.flow_limit = flow_limit});
    EXPECT(!cache->start(2, 2));
    for (unsigned flow = 0; flow < n_flows; flow++) {
        script_install(flow, flow + 1);
    }
}

void crowd_get_nothing(unsigned flow)
{
    EXPECT(model_vanish(flow, CACHE_PMD_NULL));
    EXPECT(script_operate(CACHE_GET, flow).error == ENOENT);
    script_step(flow, flow + 1, STATE_OPERATIONAL, STATE_EVICTED);
}

void crowd_vanish(unsigned flow)
{
    crowd_get_nothing(flow);
    script_step(flow, flow + 1, STATE_EVICTED, STATE_DELETED);
}

void crowd_ours_go(void)
{
    crowd_vanish(1);
    crowd_vanish(2);
}

void crowd_others_come(void)
{
    EXPECT(model_install_foreign(1, CACHE_PMD_NULL, true, true));
    EXPECT(model_install_foreign(2, CACHE_PMD_NULL, true, true));
    world->n_flows();
}

void crowd_say_something(void)
{
    script_hit(0, 1);
}

void crowd_go_to(unsigned stage)
{
    reached = stage;
    runtime_sleep_ns(0);
}

void crowd_wait_for(unsigned stage)
{
    while (reached < stage) {
        runtime_sleep_ns(0);
    }
}
