#include "isolation/claims.h"

bool claims_missed(struct missed *missed, const struct scenario *s)
{
    bool sound = missed->n <= missed->n_given && missed->n_given <= s->n_preemptions;

    for (unsigned i = 0; sound && i < missed->n; i++) {
        sound = missed->index[i] < s->n_preemptions;
    }
    if (!sound) {
        missed->n = missed->n_given = 0;
    }
    return sound;
}

bool claims_observation(struct shrink_observation *seen)
{
    bool sound = claims_flag(&seen->recorded);

    sound &= claims_preemptions(seen->preemptions, &seen->n_preemptions, PREEMPTIONS_MAX);
    sound &= seen->n_events <= SHRINK_MAX_EVENTS;
    for (size_t i = 0; sound && i < seen->n_events; i++) {
        sound = claims_event(seen->events[i].kind, seen->events[i].actor);
    }
    if (!sound) {
        seen->recorded = false;
        seen->n_preemptions = seen->n_events = 0;
    }
    return sound;
}
