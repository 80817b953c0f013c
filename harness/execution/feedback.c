#include "execution/feedback.h"

#include <string.h>

#include "execution/execute.h"
#include "model/events.h"
#include "model/model.h"

/* libFuzzer finds its extra counters by this section. Not static, and used, or the compiler leaves
 * them out without a word. */
__attribute__((section("__libfuzzer_extra_counters"), used, aligned(64)))
uint8_t feedback_counters[FEEDBACK_SIZE];

/* Where in the table each sort of feature lives. */
enum {
    MEETINGS = 0,
    MEETINGS_SIZE = 8192,
    STATES_AT = MEETINGS + MEETINGS_SIZE,
    STATES_SIZE = 4096,
    CONTENTIONS = STATES_AT + STATES_SIZE,
    CONTENTIONS_SIZE = 2048,
    OUTCOMES = CONTENTIONS + CONTENTIONS_SIZE,
    OUTCOMES_SIZE = FEEDBACK_SIZE - OUTCOMES,
};

enum actor_class { CLASS_MAIN, CLASS_RCU, CLASS_HANDLER, CLASS_REVALIDATOR, CLASS_PACKET, CLASSES };

/* Objects of one group have numbers of their own. */
enum group { GROUP_NONE, GROUP_LOCK, GROUP_TABLE, GROUP_SLOT, GROUPS };
enum { GROUP_SIZE = 128 };

struct touch {
    bool touched;
    uint8_t kind, actor, class;
    uint16_t point;
};

static uint8_t group_of_kind[EVENT_KINDS];
static uint64_t kinds[EVENT_KINDS / 64]; /* Those that matter, a bit each. */
static unsigned chosen = FEEDBACK_ALL;   /* Bits of enum feedback_signal. */
static struct {
    bool count;
    unsigned signals;  /* That are counted. */
    uint32_t n_events; /* Of kinds that matter. */
    struct profile *profile;
    struct touch last[GROUPS][GROUP_SIZE];
    struct touch holder[GROUP_SIZE];   /* Who got the lock last. */
    uint8_t state[MODEL_SLOTS];        /* Of the ukey, enum cache_state. */
    uint8_t doing[RUNTIME_MAX_ACTORS]; /* The last thing each actor did in the world. */
    uint8_t class[RUNTIME_MAX_ACTORS]; /* 1 + enum actor_class; 0: to be found out. */
} now;

static void find_groups(void)
{
    static const char *const objects[EVENT_KINDS] = {
#define MODEL_EVENT_OBJECT(NAME, WORD, OBJECT, V0, V1, V2) [EVENT_##NAME] = OBJECT,
        MODEL_EVENTS(MODEL_EVENT_OBJECT)
#undef MODEL_EVENT_OBJECT
    };

    for (unsigned kind = EVENT_CLIENT; kind < EVENT_KINDS; kind++) {
        if (objects[kind] && !strcmp(objects[kind], "slot")) {
            group_of_kind[kind] = GROUP_SLOT;
        }
    }
    for (unsigned kind = EVENT_MUTEX_LOCK; kind <= EVENT_SEM_POST; kind++) {
        group_of_kind[kind] = GROUP_LOCK;
    }
    for (unsigned kind = EVENT_LFHT_LOOKUP; kind <= EVENT_LFHT_NEXT; kind++) {
        group_of_kind[kind] = GROUP_TABLE;
    }
    for (unsigned kind = 0; kind < EVENT_KINDS; kind++) {
        if (group_of_kind[kind] != GROUP_NONE || kind == EVENT_ACTOR_CREATE) {
            kinds[kind / 64] |= UINT64_C(1) << kind % 64;
        }
    }
}

const uint64_t *feedback_event_kinds(void)
{
    if (!kinds[0]) {
        find_groups();
    }
    return kinds;
}

static enum actor_class find_class(unsigned actor)
{
    if (actor <= ACTOR_CALL_RCU) {
        return actor == ACTOR_MAIN ? CLASS_MAIN : CLASS_RCU;
    }
    switch (actor_name(actor)[0]) {
    case 'h':
        return CLASS_HANDLER;
    case 'r':
        return CLASS_REVALIDATOR;
    default:
        return CLASS_PACKET;
    }
}

static enum actor_class class_of(unsigned actor)
{
    if (!now.class[actor]) {
        now.class[actor] = (uint8_t)(1 + find_class(actor));
    }
    return (enum actor_class)(now.class[actor] - 1);
}

static void count(unsigned base, unsigned size, uint32_t feature)
{
    uint8_t *counter = &feedback_counters[base + feature % size];

    *counter = (uint8_t)(*counter + (*counter < UINT8_MAX));
}

static uint32_t mix(uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    uint32_t hash = a | b << 8 | c << 16 | d << 24;

    hash = (hash ^ hash >> 15) * 0x2c1b3c6dU;
    hash = (hash ^ hash >> 12) * 0x297a2d39U;
    return hash ^ hash >> 15;
}

void feedback_choose(unsigned signals)
{
    chosen = signals;
}

void feedback_begin(struct profile *profile, bool counting)
{
    memset(&now, 0, sizeof now);
    now.count = counting;
    now.signals = counting ? chosen : 0;
    now.profile = profile;
}

static void on_meeting(const struct touch *before, const struct touch *after)
{
    if ((now.signals & FEEDBACK_MEETINGS) && before->class != after->class) {
        count(MEETINGS, MEETINGS_SIZE, mix(before->kind, before->class, after->kind, after->class));
    }
    if (now.profile) {
        const struct meeting meeting = {
            .actor = after->actor,
            .other = before->actor,
            .point = after->point,
            .other_point = before->point,
        };

        profile_meet(now.profile, &meeting);
    }
}

static void on_lock(const struct touch *touch, unsigned lock)
{
    const struct touch *holder = &now.holder[lock];

    switch (touch->kind) {
    case EVENT_MUTEX_LOCK:
    case EVENT_MUTEX_TRYLOCK_OK:
        now.holder[lock] = *touch;
        break;
    case EVENT_MUTEX_TRYLOCK_BUSY:
        if (now.signals & FEEDBACK_CONTENTIONS) {
            count(CONTENTIONS, CONTENTIONS_SIZE,
                  mix(touch->class, holder->class, now.doing[touch->actor],
                      now.doing[holder->actor]));
        }
        break;
    default:
        break;
    }
}

static void on_slot(const struct touch *touch, const struct event *event, unsigned slot)
{
    unsigned kind = event->kind - EVENT_CLIENT;

    if (now.signals & FEEDBACK_STATES) {
        count(STATES_AT, STATES_SIZE,
              (now.state[slot] * CLASSES + (unsigned)touch->class) * 64U + kind);
    }
    if (event->kind == EVENT_TRANSITION) {
        now.state[slot] = (uint8_t)event->value[2];
    }
    now.doing[touch->actor] = (uint8_t)event->kind;
}

/* Harness code, on the stack of the actor that did it: no libc, no scheduling point. */
void feedback_on_event(void *aux, const struct event *event)
{
    unsigned group = group_of_kind[event->kind % EVENT_KINDS];
    unsigned object = (unsigned)event->object;
    struct touch touch, *last;

    now.n_events++;
    if (group == GROUP_NONE) {
        now.class[object % RUNTIME_MAX_ACTORS] = 0; /* A new actor has been created in its slot. */
        return;
    }
    if (object >= GROUP_SIZE) {
        return;
    }
    touch.touched = true;
    touch.kind = (uint8_t)event->kind;
    touch.actor = (uint8_t)event->actor;
    touch.class = (uint8_t)class_of(event->actor);
    touch.point = event->point > UINT16_MAX ? UINT16_MAX : (uint16_t)event->point;
    last = &now.last[group][object];
    if (last->touched && last->actor != touch.actor) {
        on_meeting(last, &touch);
    }
    if (group == GROUP_LOCK) {
        on_lock(&touch, object);
    } else if (group == GROUP_SLOT && object < MODEL_SLOTS) {
        on_slot(&touch, event, object);
    }
    *last = touch;
}

/* A number's magnitude is what counts, so each value n is counted n times, up to 255. */
static void count_outcome(unsigned index, uint64_t n)
{
    uint8_t *counter = &feedback_counters[OUTCOMES + index % OUTCOMES_SIZE];

    *counter = n > UINT8_MAX ? UINT8_MAX : (uint8_t)n;
}

static void count_outcomes(const struct scenario_result *result)
{
    const struct oracle_reached *reached = &result->reached;
    unsigned at = 0;

    for (unsigned i = 0; i < VERDICTS; i++) {
        count_outcome(at++, reached->verdicts[i]);
    }
    for (unsigned i = 0; i < STATES; i++) {
        for (unsigned j = 0; j < STATES; j++) {
            count_outcome(at++, reached->transitions[i][j]);
        }
    }
    for (unsigned i = 0; i < LOSSES; i++) {
        count_outcome(at++, reached->losses[i]);
    }
    count_outcome(at++, reached->pushes_to_ended);
    count_outcome(at++, reached->carried);
    count_outcome(at++, result->n_faults);
    for (size_t i = 0; i < result->n_counters; i++) {
        count_outcome(at++, result->counters[i].value);
    }
}

void feedback_end(const struct scenario_result *result)
{
    if (now.count) {
        if (now.n_events > FEEDBACK_EVENTS_MAX) {
            memset(feedback_counters, 0, sizeof feedback_counters);
        } else if (now.signals & FEEDBACK_OUTCOMES) {
            count_outcomes(result);
        }
        feedback_add_totals(result);
    }
}
