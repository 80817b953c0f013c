#include "stack_samples.h"

#include <string.h>
#include <ucontext.h>
#include <unwind.h>

#include "return_trap.h"
#include "runtime/scheduler.h"

enum { MAX_DEPTH = 512, DWARF_RBP = 6 };

/* Innermost first: the instruction after the interrupted one, then return addresses and where on
 * the stack each of them is. */
struct sample {
    unsigned n;
    uintptr_t addresses[MAX_DEPTH];
    uintptr_t *slots[MAX_DEPTH];
};

static struct sample first; /* The first sample. */
static unsigned n_common;   /* How many of its outermost addresses are of frames that stay. */
static uint32_t n_places;   /* The different addresses just inwards of those. */
static uintptr_t places[HANG_MAX_PLACES];

static uintptr_t program_counter(const ucontext_t *context)
{
    return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
}

struct unwinding {
    struct sample *sample;
    uintptr_t program_counter;
};

/* By the frame pointers: what is compiled without them is left out. */
__attribute__((no_sanitize("address"))) static void walk(uintptr_t frame, struct sample *sample)
{
    uintptr_t bottom = scheduler.self ? (uintptr_t)scheduler.self->fiber.stack : 0;
    uintptr_t top = bottom + (bottom ? scheduler.self->fiber.stack_size : 0);

    while (bottom && sample->n < MAX_DEPTH && frame % sizeof frame == 0 && frame >= bottom &&
           frame <= top - 2 * sizeof frame) {
        uintptr_t *words = (uintptr_t *)frame;

        if (words[1]) {
            sample->slots[sample->n] = &words[1];
            sample->addresses[sample->n++] = words[1];
        }
        if (words[0] <= frame) {
            break;
        }
        frame = words[0];
    }
}

/* A call through no pointer has no frame: its return address is where the stack ends, and the frame
 * pointer is its caller's. */
__attribute__((no_sanitize("address"))) static void
add_caller_of_nothing(struct _Unwind_Context *unwound, struct sample *sample)
{
    sample->addresses[sample->n] = 1;
    sample->slots[sample->n++] = NULL;
    sample->addresses[sample->n] = *(const uintptr_t *)_Unwind_GetCFA(unwound);
    sample->slots[sample->n++] = NULL;
    walk((uintptr_t)_Unwind_GetGR(unwound, DWARF_RBP), sample);
}

/* The frames of the handler itself are in front of the interrupted one, and are left out. */
static _Unwind_Reason_Code add_frame(struct _Unwind_Context *unwound, void *unwinding_)
{
    struct unwinding *unwinding = unwinding_;
    struct sample *sample = unwinding->sample;
    int interrupted;
    uintptr_t address = _Unwind_GetIPInfo(unwound, &interrupted);

    if (sample->n == 0 && address != unwinding->program_counter) {
        return _URC_NO_REASON;
    }
    if (sample->n < MAX_DEPTH - 2 && !address && interrupted) {
        add_caller_of_nothing(unwound, sample);
    }
    if (sample->n == MAX_DEPTH || !address) {
        return _URC_END_OF_STACK;
    }
    /* The frame inwards of this one was called with its return address just below. */
    sample->slots[sample->n] = sample->n ? (uintptr_t *)_Unwind_GetCFA(unwound) - 1 : NULL;
    sample->addresses[sample->n] = interrupted || !sample->n ? address + 1 : address;
    sample->n++;
    return _URC_NO_REASON;
}

static void unwind(uintptr_t innermost, struct sample *sample)
{
    struct unwinding unwinding = {sample, innermost};

    sample->n = 0;
    scheduler.interrupted = true;
    _Unwind_Backtrace(add_frame, &unwinding);
    scheduler.interrupted = false;
}

static void take(const ucontext_t *context, struct sample *sample)
{
    unwind(program_counter(context), sample);
    if (!sample->n) { /* The unwinder has found nothing. */
        sample->addresses[sample->n++] = program_counter(context) + 1;
        walk((uintptr_t)context->uc_mcontext.gregs[REG_RBP], sample);
    }
}

static _Unwind_Reason_Code count_frame(struct _Unwind_Context *unwound, void *count)
{
    ++*(unsigned *)count;
    return _URC_NO_REASON;
}

void stack_samples_prepare(void)
{
    unsigned count = 0;

    scheduler.interrupted = true;
    _Unwind_Backtrace(count_frame, &count); /* What it needs is found and loaded the first time. */
    scheduler.interrupted = false;
}

void stack_samples_begin(void)
{
    return_trap_remove();
    first.n = 0;
}

static void add_place(uintptr_t place)
{
    for (unsigned i = 0; i < n_places; i++) {
        if (places[i] == place) {
            return;
        }
    }
    if (n_places < HANG_MAX_PLACES) {
        places[n_places++] = place;
    }
}

/* Fewer frames stay than it seemed. Of the next one inwards it is known where it was. */
static void only_stay(unsigned n)
{
    n_common = n;
    n_places = 0;
    add_place(first.addresses[first.n - 1 - n_common]);
}

static void set_trap(void);

static void on_return(void)
{
    only_stay(n_common - 1);
    set_trap();
}

/* For the innermost frame that has not returned yet. */
__attribute__((no_sanitize("address"))) static void set_trap(void)
{
    uintptr_t *slot = n_common ? first.slots[first.n - n_common] : NULL;

#ifdef RUNTIME_VALGRIND
    if (RUNNING_ON_VALGRIND) {
        return;
    }
#endif
    if (slot && *slot == first.addresses[first.n - n_common]) {
        return_trap_set(slot, on_return);
    }
}

void stack_samples_add(const void *context)
{
    static struct sample sample;
    unsigned same = 0;

    return_trap_remove(); /* Nobody could see past it. */
    if (!first.n) {
        take(context, &first);
        only_stay(first.n - 1);
    } else {
        take(context, &sample);
        while (same < n_common && same < sample.n - 1 &&
               first.addresses[first.n - 1 - same] == sample.addresses[sample.n - 1 - same]) {
            same++;
        }
        if (same < n_common) {
            only_stay(same);
        }
        add_place(sample.addresses[sample.n - 1 - n_common]);
    }
    set_trap();
}

void stack_samples_take(struct runtime_hang *hang)
{
    return_trap_remove();
    hang->n_places = n_places;
    memcpy(hang->places, places, n_places * sizeof *places);
    hang->n_frames = n_common < HANG_MAX_FRAMES ? n_common : HANG_MAX_FRAMES;
    memcpy(hang->frames, first.addresses + (first.n - n_common),
           hang->n_frames * sizeof *hang->frames);
}

void stack_samples_of_death(const void *context, uintptr_t caller, struct runtime_hang *death)
{
    stack_samples_begin();
    if (context) {
        take(context, &first);
    } else {
        unwind(caller, &first);
    }
    death->n_places = death->n_frames = 0;
    if (first.n) {
        only_stay(first.n - 1);
        stack_samples_take(death);
    }
}
