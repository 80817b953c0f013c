#include "explore.h"

#include "crowd.h"
#include "generation/generate.h"
#include "model/events.h"

enum { MOST_PREEMPTIONS = 8, CANDIDATES = 12 };

static struct scenario s;

/* Whether somebody else's work at this event may come at the wrong time. The world's operations
 * more often than what happens between them. */
static bool is_interesting(const struct event *event, struct random *random)
{
    switch (event->kind) {
    case EVENT_PUT_BEGIN:
    case EVENT_PUT_REPLY:
    case EVENT_MODIFY_BEGIN:
    case EVENT_MODIFY_REPLY:
    case EVENT_DELETE_BEGIN:
    case EVENT_DELETE_UNLINK:
    case EVENT_DELETE_REPLY:
    case EVENT_GET_BEGIN:
    case EVENT_GET_REPLY:
    case EVENT_DUMP_CREATE:
    case EVENT_DUMP_NEXT:
    case EVENT_DUMP_HANDED:
    case EVENT_DUMP_DESTROY:
    case EVENT_ADD_BEGIN:
    case EVENT_FLOWS:
    case EVENT_TRANSLATE_BEGIN:
    case EVENT_PACKET:
    case EVENT_DISTURB:
    case EVENT_RULES:
        return true;
    case EVENT_TRANSITION:
    case EVENT_ROUND_BEGIN:
    case EVENT_ROUND_END:
    case EVENT_UPCALL_BEGIN:
        return random_one_in(random, 2);
    default:
        return random_one_in(random, 20);
    }
}

/* One of the first interesting events after the one at `from`; that one if there is none. */
static size_t interesting_event(size_t from, struct random *random)
{
    size_t candidates[CANDIDATES];
    unsigned n = 0;

    for (size_t i = from + 1; i < event_log_length() && n < CANDIDATES; i++) {
        if (event_log_at(i)->actor != ACTOR_CALL_RCU && is_interesting(event_log_at(i), random)) {
            candidates[n++] = i;
        }
    }
    return n ? candidates[random_below(random, n)] : from;
}

/* Lets somebody else go on at event `at` of the execution before: main, who has the world changed,
 * as often as all others together. */
static void preempt_at(size_t at, struct random *random)
{
    const struct event *event = event_log_at(at);
    unsigned n_others = (unsigned)s.n_packet_threads + s.n_handlers + s.n_revalidators;
    unsigned other = ACTOR_CALL_RCU + 1 + random_below(random, n_others);
    bool to_main =
        event->actor != ACTOR_MAIN && (other == event->actor || random_one_in(random, 2));

    scenario_preempt(&s, event->actor, event->point + random_below(random, 2),
                     to_main ? ACTOR_MAIN : other);
}

/* Where to look for the next place to preempt: the first time anywhere, then soon after the last
 * one, as a rule. */
static size_t look_from(size_t last, bool first, struct random *random)
{
    size_t from = last;

    if (first) {
        from += random_below(random, (unsigned)event_log_length() / 2 + 1);
    } else if (random_one_in(random, 3)) {
        from += random_below(random, 60);
    }
    return from;
}

static void interleave(struct random *random, bool (*execute)(const struct scenario *))
{
    size_t at = 0;

    s.strategy = STRATEGY_REPLAY;
    s.n_preemptions = 0;
    for (unsigned i = 0; execute(&s) && i < MOST_PREEMPTIONS && !event_log_truncated(); i++) {
        size_t from = look_from(at, i == 0, random), next = interesting_event(from, random);

        if (next == from) {
            break;
        }
        at = next;
        preempt_at(at, random);
    }
}

void explore(uint64_t seed, bool (*execute)(const struct scenario *))
{
    struct random random = {seed};

    if (random_one_in(&random, 3)) {
        scenario_generate(&s, &random);
    } else {
        crowd(&s, &random);
    }
    if (execute(&s)) {
        interleave(&random, execute);
    }
}
