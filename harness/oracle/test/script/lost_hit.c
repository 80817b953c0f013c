#include "lost_hit.h"

void lost_hit_configure(void)
{
    script_configure(&(struct cache_settings){.n_umaps = 1, .max_idle_ms = 500});
}

static void move_and_delete(void)
{
    EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_operate(CACHE_DELETE, 0);
}

void lost_hit(void)
{
    script_pass_ms(300);
    script_hit(0, 1);
    script_in_round(move_and_delete);
}
