#include "program/points/order.h"

#include <string.h>

#include "program/world/heap.h"
#include "runtime/scheduler.h"

enum { OBJECTS = 1 << 13 };

typedef uint32_t clocks[RUNTIME_MAX_ACTORS];

/* Of each actor: what it knows, what it would know after an acquire fence, and what a release fence
 * has made of its relaxed stores. */
static struct {
    clocks now, after_fence, fenced;
    bool has_fenced;
    bool has_accessed; /* Something that is not atomic, since that fence. */
} of_actor[RUNTIME_MAX_ACTORS];

static struct object {
    const volatile void *address;
    uint32_t generation;
    clocks released;
} objects[OBJECTS];

static unsigned n_actors, n_ever; /* Slots used so far, in this execution and in any. */

/* Of a clock only so much is ever written. */
static void clear(clocks what)
{
    memset(what, 0, n_ever * sizeof what[0]);
}

void order_begin(void)
{
    for (unsigned i = 0; i < n_actors; i++) {
        clear(of_actor[i].now);
        clear(of_actor[i].after_fence);
        clear(of_actor[i].fenced);
        of_actor[i].has_fenced = false;
    }
    n_actors = 0;
}

static unsigned self(void)
{
    for (; n_actors <= scheduler.current; n_actors++) {
        of_actor[n_actors].now[n_actors] = 1;
    }
    n_ever = n_actors > n_ever ? n_actors : n_ever;
    return scheduler.current;
}

static void join(clocks to, const clocks from)
{
    for (unsigned i = 0; i < n_actors; i++) {
        to[i] = from[i] > to[i] ? from[i] : to[i];
    }
}

/* The object at an address. NULL if there is none, and none is to be made. Where the table is full
 * somebody's order is lost: the one that was there before. */
static struct object *find(const volatile void *address, bool make)
{
    uint64_t hash = (uint64_t)address * UINT64_C(0x9e3779b97f4a7c15) >> 40;

    for (unsigned probe = 0; probe < 16; probe++) {
        struct object *o = &objects[(hash + probe) % OBJECTS];

        if (o->generation != scheduler.generation || (probe == 15 && make)) {
            if (!make) {
                return NULL;
            }
            clear(o->released);
            o->generation = scheduler.generation;
            o->address = address;
            return o;
        }
        if (o->address == address) {
            return o;
        }
    }
    return NULL;
}

uint32_t order_now(void)
{
    unsigned actor = self();

    return of_actor[actor].now[actor];
}

bool order_is_before(unsigned actor, uint32_t when)
{
    return when <= of_actor[scheduler.current].now[actor];
}

static void acquire(const volatile void *address)
{
    const struct object *o = find(address, false);

    if (o) {
        join(of_actor[self()].now, o->released);
    }
}

static void release(const volatile void *address, const clocks what, bool adds)
{
    struct object *o = find(address, true);

    if (!adds) {
        clear(o->released);
    }
    join(o->released, what);
}

/* What an actor does from now on is not what it has released. */
static void move_on(unsigned actor)
{
    of_actor[actor].now[actor]++;
}

void runtime_observe_acquire(const volatile void *address)
{
    if (scheduler.running) {
        heap_check(address, 1, "uses a lock or the like in");
        acquire(address);
    }
}

void runtime_observe_release(const volatile void *address)
{
    if (scheduler.running) {
        unsigned actor = self();

        release(address, of_actor[actor].now, true);
        move_on(actor);
    }
}

void order_plain_access(void)
{
    of_actor[scheduler.current].has_accessed = true;
}

static bool acquires(int order)
{
    return order != __ATOMIC_RELAXED && order != __ATOMIC_RELEASE;
}

static bool releases(int order)
{
    return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

void order_load(const volatile void *object, int memory_order)
{
    const struct object *o = find(object, false);
    unsigned actor = self();

    if (o) {
        join(of_actor[actor].after_fence, o->released);
        if (acquires(memory_order)) {
            join(of_actor[actor].now, o->released);
        }
    }
}

void order_store(const volatile void *object, int memory_order, bool updates)
{
    unsigned actor = self();

    /* Behind a fence nothing but the store itself is added to what the fence has ordered; and who has read
     * the store's value may well free the object. */
    if (releases(memory_order) || (of_actor[actor].has_fenced && !of_actor[actor].has_accessed)) {
        release(object, of_actor[actor].now, updates);
        move_on(actor);
    } else if (of_actor[actor].has_fenced) {
        release(object, of_actor[actor].fenced, updates);
    } else if (!updates) {
        struct object *o = find(object, false);

        if (o) {
            clear(o->released);
        }
    }
}

void order_fence(int memory_order)
{
    unsigned actor = self();

    if (acquires(memory_order)) {
        join(of_actor[actor].now, of_actor[actor].after_fence);
    }
    if (releases(memory_order)) {
        memcpy(of_actor[actor].fenced, of_actor[actor].now, sizeof(clocks));
        of_actor[actor].has_fenced = true;
        of_actor[actor].has_accessed = false;
        move_on(actor);
    }
}
