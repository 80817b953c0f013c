#include "program/points/race.h"

#include <stdio.h>
#include <string.h>

#include "program/timeline/names.h"
#include "program/points/order.h"
#include "program/timeline/trace.h"
#include "program/world/static_tls.h"
#include "runtime/scheduler.h"

enum { CELLS = 1 << 15, SLOTS = 4, GRANULE = 8 };

/* An access to some bytes of a cell. */
struct slot {
    uint32_t when; /* By the actor's own clock; 0: there is none. */
    uint16_t actor;
    uint8_t bytes; /* A bit each. */
    bool writes : 1, atomic : 1, frees : 1;
    const void *place;
};

static struct cell {
    uint64_t granule;
    uint32_t generation, next; /* `next` is the slot that is given up when all are taken. */
    struct slot slots[SLOTS];
} cells[CELLS];

static enum race_mode mode;
static bool noted;

void race_set_mode(enum race_mode mode_)
{
    mode = mode_;
}

bool race_was_noted(void)
{
    return noted;
}

void race_begin(void)
{
    noted = false;
    if (mode != RACES_UNSEEN) {
        order_begin();
    }
}

static const char *verb(const struct slot *s, bool past)
{
    return s->frees    ? past ? "has freed" : "frees"
           : s->writes ? past ? "has written" : "writes"
           : past      ? "has read"
                       : "reads";
}

__attribute__((noinline, cold)) static void tell(const volatile void *address,
                                                 const struct slot *now, const struct slot *before)
{
    struct violation violation;
    char name[128] = "memory";

    if (mode == RACES_NOTED) {
        noted = true;
        return;
    }
    (void)names_of_variable((uint64_t)address - trace_image_base(), name, sizeof name);
    violation_init(&violation, "RACE");
    violation_add_trait(&violation, "on", name);
    violation_add_trait(&violation, "", verb(now, false));
    violation_add_trait(&violation, "what other", verb(before, true));
    violation_add(&violation, "actor", before->actor);
    violation_add(&violation, "place", (uint64_t)before->place - trace_image_base());
    runtime_violation_of(
        &violation, "data race on %s: %s %s what %s %s, and nothing orders the two", name,
        actor_name(now->actor), verb(now, false), actor_name(before->actor), verb(before, true));
}

static bool races(const struct slot *now, const struct slot *before)
{
    return before->when && (now->bytes & before->bytes) && before->actor != now->actor &&
           (now->writes || before->writes) && !(now->atomic && before->atomic) &&
           !order_is_before(before->actor, before->when);
}

/* Whether a slot need not be remembered beside another one of the same actor. */
static bool is_covered(const struct slot *old, const struct slot *now)
{
    return !old->when || (old->actor == now->actor && !(old->bytes & ~now->bytes) &&
                          (now->writes || !old->writes) && (old->atomic || !now->atomic));
}

static void access_granule(const volatile void *address, uint64_t granule, const struct slot *now)
{
    struct cell *cell = &cells[(granule * UINT64_C(0x9e3779b97f4a7c15) >> 40) % CELLS];
    unsigned to = SLOTS;

    if (cell->generation != scheduler.generation || cell->granule != granule) {
        memset(cell, 0, sizeof *cell);
        cell->generation = scheduler.generation;
        cell->granule = granule;
    }
    for (unsigned i = 0; i < SLOTS; i++) {
        if (__builtin_expect(races(now, &cell->slots[i]), 0)) {
            tell(address, now, &cell->slots[i]);
        }
        to = to == SLOTS && is_covered(&cell->slots[i], now) ? i : to;
    }
    cell->slots[to < SLOTS ? to : cell->next++ % SLOTS] = *now;
}

/* Of large ranges the first part is looked at. */
enum { RANGE_MAX = 4096 };

void race_access(const struct access_seen *a)
{
    uint64_t at = (uint64_t)a->address;
    uint64_t end = at + (a->size < RANGE_MAX ? a->size : RANGE_MAX);
    struct slot now = {.when = order_now(),
                       .actor = (uint16_t)scheduler.current,
                       .writes = a->how != ACCESS_READ,
                       .atomic = a->atomic,
                       .frees = a->how == ACCESS_FREE,
                       .place = a->place};

    if (static_tls_has(a->address)) {
        return; /* Each actor's own, whatever is there for others. */
    }
    if (!a->atomic) {
        order_plain_access();
    }
    while (at < end) {
        uint64_t granule = at / GRANULE;
        uint64_t next = (granule + 1) * GRANULE < end ? (granule + 1) * GRANULE : end;

        now.bytes = (uint8_t)(((1U << (next - at)) - 1) << at % GRANULE);
        access_granule((const volatile void *)at, granule, &now);
        at = next;
    }
}
