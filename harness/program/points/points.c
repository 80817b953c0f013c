#include "program/points/points.h"

#include <errno.h>
#include <string.h>

#include "program/world/heap.h"
#include "program/signals/signals.h"
#include "program/points/order.h"
#include "program/points/race.h"
#include "runtime/scheduler.h"

void (*points_observer)(const struct access_seen *);

static bool on_stacks = true, stacks_are_shared, races_are_looked_for;

void points_on_stacks(bool on)
{
    on_stacks = on;
    stacks_are_shared = false;
}

void points_look_for_races(bool yes)
{
    races_are_looked_for = yes;
}

bool points_stacks_are_shared(void)
{
    return stacks_are_shared;
}

/* In whose section we are, if it has not come to its end; and how many have begun within it. */
static struct {
    uint32_t generation, incarnation, depth;
    uint64_t ordered; /* What one section releases, the next acquires. */
} section;

static inline bool is_in_section(void)
{
    return __builtin_expect(section.incarnation != 0, 0) &&
           section.incarnation == scheduler.self->incarnation &&
           section.generation == scheduler.generation;
}

void points_atomic_section(bool begins)
{
    if (!scheduler.running) {
        return;
    }
    if (is_in_section() && (begins || section.depth > 0)) {
        section.depth += begins ? 1 : -1U;
        return;
    }
    if (begins) {
        scheduler_point();
        section.depth = 0;
        section.generation = scheduler.generation;
        section.incarnation = scheduler.self->incarnation;
    } else {
        section.incarnation = 0;
    }
    scheduler_log(EVENT_ATOMIC, 0, ACCESS_FENCE);
    if (races_are_looked_for) {
        if (begins) {
            order_load(&section.ordered, __ATOMIC_ACQUIRE);
        } else {
            order_store(&section.ordered, __ATOMIC_RELEASE, false);
        }
    }
}

static inline void point(pending_operation pending)
{
    if (is_in_section()) {
        return;
    }
    scheduler_point_at(pending);
    if (__builtin_expect(signals_have_come, 0)) {
        signals_deliver();
    }
}

static inline bool is_own_stack(const volatile void *address)
{
    return fiber_owns(&scheduler.self->fiber, address);
}

__attribute__((noinline, cold)) static void look_for_owner(const volatile void *address)
{
    unsigned i;

    for (struct actor_walk walk = actor_walk(&scheduler.used); actor_walk_on(&walk, &i);) {
        stacks_are_shared |= i != scheduler.current && fiber_owns(&actors[i].fiber, address);
    }
}

static inline pending_operation pending_of(enum pending_class class, const volatile void *address,
                                           enum access how)
{
    return how == ACCESS_READ ? pending_read(class, (uintptr_t)address)
                              : pending_write(class, (uintptr_t)address);
}

/* Of libFuzzer's feedback, gathered by the linker: counters that the compiler takes for the
 * program's. */
extern char __start___sancov_cntrs[] __attribute__((weak));
extern char __stop___sancov_cntrs[] __attribute__((weak));

static inline bool is_counter(const volatile void *address)
{
    return (uintptr_t)address - (uintptr_t)__start___sancov_cntrs <
           (uintptr_t)__stop___sancov_cntrs - (uintptr_t)__start___sancov_cntrs;
}

/* The point is behind us, so this is what others have left. */
static inline void look(const volatile void *address, size_t size, enum access how, bool is_atomic,
                        const void *place)
{
    const struct access_seen access = {address, size, how, is_atomic, place};

    if (__builtin_expect(points_observer != NULL, 0)) {
        points_observer(&access);
    }
    heap_check(address, size, how == ACCESS_READ ? "reads" : "writes");
    if (races_are_looked_for) {
        race_access(&access);
    }
}

static inline void plain(const volatile void *address, size_t size, enum access how,
                         const void *place)
{
    /* errno is at one place for all, and yet each actor has its own. */
    if (!scheduler.running || scheduler.self->harness_depth || address == &errno ||
        is_counter(address)) {
        return;
    }
    if (on_stacks) {
        look_for_owner(address);
    } else if (is_own_stack(address)) {
        return;
    }
    point(pending_of(PENDING_MEMORY, address, how));
    scheduler_log(EVENT_MEMORY, 0, how != ACCESS_READ);
    look(address, size, how, false, place);
}

static inline void atomic(const volatile void *address, size_t size, enum access how,
                          int memory_order, const void *place)
{
    if (!scheduler.running || scheduler.self->harness_depth) {
        return;
    }
    point(pending_of(PENDING_ATOMIC, address, how));
    scheduler_log(EVENT_ATOMIC, 0, how);
    look(address, size, how, true, place);
    if (races_are_looked_for) {
        if (how != ACCESS_WRITE) {
            order_load(address, memory_order);
        }
        if (how != ACCESS_READ) {
            order_store(address, memory_order, how == ACCESS_UPDATE);
        }
    }
}

void points_access(const volatile void *address, size_t size, enum access how, const void *place)
{
    plain(address, size, how, place);
}

void points_atomic(const volatile void *address, size_t size, enum access how, int memory_order,
                   const void *place)
{
    atomic(address, size, how, memory_order, place);
}

void points_free(const void *block, size_t size, const void *place)
{
    const struct access_seen access = {block, size, ACCESS_FREE, false, place};

    if (!scheduler.running || scheduler.self->harness_depth) {
        return;
    }
    point(pending_write(PENDING_MEMORY, (uintptr_t)block));
    scheduler_log(EVENT_MEMORY, 0, 1);
    if (points_observer) {
        points_observer(&access);
    }
    if (races_are_looked_for) {
        race_access(&access);
    }
}

/* The names are the compiler's. */
#define DEFINE_ACCESS(name, size, how)     \
    void __tsan_##name(void *address);     \
    void __tsan_##name(void *address)      \
    {                                      \
        plain(address, size, how, CALLER); \
    }
#define DEFINE_ACCESSES(size)                                         \
    DEFINE_ACCESS(read##size, size, ACCESS_READ)                      \
    DEFINE_ACCESS(write##size, size, ACCESS_WRITE)                    \
    DEFINE_ACCESS(unaligned_read##size, size, ACCESS_READ)            \
    DEFINE_ACCESS(unaligned_write##size, size, ACCESS_WRITE)          \
    DEFINE_ACCESS(volatile_read##size, size, ACCESS_READ)             \
    DEFINE_ACCESS(volatile_write##size, size, ACCESS_WRITE)           \
    DEFINE_ACCESS(unaligned_volatile_read##size, size, ACCESS_READ)   \
    DEFINE_ACCESS(unaligned_volatile_write##size, size, ACCESS_WRITE) \
    DEFINE_ACCESS(read_write##size, size, ACCESS_UPDATE)              \
    DEFINE_ACCESS(unaligned_read_write##size, size, ACCESS_UPDATE)
DEFINE_ACCESSES(1)
DEFINE_ACCESSES(2)
DEFINE_ACCESSES(4)
DEFINE_ACCESSES(8)
DEFINE_ACCESSES(16)
DEFINE_ACCESS(vptr_read, sizeof(void *), ACCESS_READ)

void __tsan_vptr_update(void **address, void *value)
{
    if (*address != value) {
        plain(address, sizeof *address, ACCESS_WRITE, CALLER);
    }
}

void __tsan_read_range(void *address, size_t size)
{
    if (size) {
        plain(address, size, ACCESS_READ, CALLER);
    }
}

void __tsan_write_range(void *address, size_t size)
{
    if (size) {
        plain(address, size, ACCESS_WRITE, CALLER);
    }
}

void __tsan_init(void) {}

/* Functions of the program that are atomic sections as a whole, gathered by `redirect`. */
extern const struct {
    uintptr_t at, size;
} __start_ukeyfuzz_atomic[] __attribute__((weak)), __stop_ukeyfuzz_atomic[] __attribute__((weak));

static bool is_atomic_function(const void *place)
{
    for (typeof(&__start_ukeyfuzz_atomic[0]) f = __start_ukeyfuzz_atomic;
         f < __stop_ukeyfuzz_atomic; f++) {
        if ((uintptr_t)place - f->at <= f->size) {
            return true;
        }
    }
    return false;
}

void __tsan_func_entry(void *caller)
{
    if (is_atomic_function(CALLER)) {
        points_atomic_section(true);
    }
}

void __tsan_func_exit(void)
{
    if (is_atomic_function(CALLER)) {
        points_atomic_section(false);
    }
}

/* All actors are on one OS thread, so what comes after the point cannot be interrupted. */
#define DEFINE_UPDATE(bits, type, name, expression)                                  \
    type __tsan_atomic##bits##_##name(volatile type *object, type value, int order); \
    type __tsan_atomic##bits##_##name(volatile type *object, type value, int order)  \
    {                                                                                \
        type old;                                                                    \
                                                                                     \
        atomic(object, sizeof *object, ACCESS_UPDATE, order, CALLER);                \
        old = *object;                                                               \
        *object = (type)(expression);                                                \
        return old;                                                                  \
    }
#define DEFINE_COMPARE(bits, type, name)                                                        \
    int __tsan_atomic##bits##_compare_exchange_##name(volatile type *, type *, type, int, int); \
    int __tsan_atomic##bits##_compare_exchange_##name(volatile type *object, type *expected,    \
                                                      type value, int order, int failure)       \
    {                                                                                           \
        type old;                                                                               \
                                                                                                \
        atomic(object, sizeof *object, ACCESS_UPDATE, order, CALLER);                           \
        old = *object;                                                                          \
        if (old != *expected) {                                                                 \
            *expected = old;                                                                    \
            return 0;                                                                           \
        }                                                                                       \
        *object = value;                                                                        \
        return 1;                                                                               \
    }
#define DEFINE_ATOMICS(bits, type)                                                          \
    type __tsan_atomic##bits##_load(const volatile type *object, int order);                \
    type __tsan_atomic##bits##_load(const volatile type *object, int order)                 \
    {                                                                                       \
        atomic(object, sizeof *object, ACCESS_READ, order, CALLER);                         \
        return *object;                                                                     \
    }                                                                                       \
    void __tsan_atomic##bits##_store(volatile type *object, type value, int order);         \
    void __tsan_atomic##bits##_store(volatile type *object, type value, int order)          \
    {                                                                                       \
        atomic(object, sizeof *object, ACCESS_WRITE, order, CALLER);                        \
        *object = value;                                                                    \
    }                                                                                       \
    DEFINE_UPDATE(bits, type, exchange, value)                                              \
    DEFINE_UPDATE(bits, type, fetch_add, old + value)                                       \
    DEFINE_UPDATE(bits, type, fetch_sub, old - value)                                       \
    DEFINE_UPDATE(bits, type, fetch_and, old &value)                                        \
    DEFINE_UPDATE(bits, type, fetch_or, old | value)                                        \
    DEFINE_UPDATE(bits, type, fetch_xor, old ^ value)                                       \
    DEFINE_UPDATE(bits, type, fetch_nand, ~(old & value))                                   \
    DEFINE_COMPARE(bits, type, strong)                                                      \
    DEFINE_COMPARE(bits, type, weak)                                                        \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *, type, type, int, int); \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *object, type expected,   \
                                                    type value, int order, int failure)     \
    {                                                                                       \
        type old;                                                                           \
                                                                                            \
        atomic(object, sizeof *object, ACCESS_UPDATE, order, CALLER);                       \
        old = *object;                                                                      \
        *object = old == expected ? value : old;                                            \
        return old;                                                                         \
    }
DEFINE_ATOMICS(8, uint8_t)
DEFINE_ATOMICS(16, uint16_t)
DEFINE_ATOMICS(32, uint32_t)
DEFINE_ATOMICS(64, uint64_t)
DEFINE_ATOMICS(128, unsigned __int128)

/* No point: those who may run here may as well run at the access that follows. */
void __tsan_atomic_thread_fence(int order)
{
    if (scheduler.running && !scheduler.self->harness_depth) {
        scheduler_log(EVENT_ATOMIC, 0, ACCESS_FENCE);
        if (races_are_looked_for) {
            order_fence(order);
        }
    }
}

void __tsan_atomic_signal_fence(int order) {}
