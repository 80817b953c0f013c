#include "program/world/fault.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "program/world/ends.h"
#include "program/world/globals.h"
#include "program/world/heap.h"
#include "runtime/rule/misuse.h"
#include "runtime/scheduler.h"

enum { RED_ZONE = 128, NEAR_NULL = 4096 };

static struct {
    int signal;
    const void *address;
    bool writes;
    const char *undefined;
} fault;

const char *signal_word(int number)
{
    static char word[24];
    const char *name = sigabbrev_np(number);

    if (name) {
        return name;
    }
    snprintf(word, sizeof word, "RTMIN+%d", number - SIGRTMIN);
    return word;
}

/* What is there: no address, so that it is the same in each process. */
static const char *place_of_address(void)
{
    struct heap_block block;

    return (uintptr_t)fault.address < NEAR_NULL ? "through a null pointer"
           : heap_has(fault.address) && heap_find(fault.address, &block)
               ? "beyond the heap"
               : "through a pointer to nothing";
}

static _Noreturn void report_access(void)
{
    const char *what = fault.writes ? "write" : "read or call", *where = place_of_address();
    char offset[40] = "";
    struct violation violation;

    if ((uintptr_t)fault.address < NEAR_NULL) {
        snprintf(offset, sizeof offset, " (offset %zu)", (size_t)fault.address);
    }
    violation_init(&violation, "CRASH/access");
    violation_add_trait(&violation, "", what);
    violation_add_trait(&violation, "", where);
    runtime_violation_of(&violation, "a %s %s%s", what, where, offset);
}

/* What -fsanitize=undefined has found: clang puts an instruction there that does not exist, with the
 * kind in it. The numbers are clang's; NULL: it is none of these. */
static const char *undefined_behaviour(const uint8_t *code)
{
    static const uint8_t ud1[] = {0x67, 0x0f, 0xb9};
    static const char *const kinds[] = {
        [0] = "an addition overflows",
        [1] = "code is reached that must not be",
        [3] = "a division by zero, or one that overflows",
        [5] = "a conversion of a floating-point number overflows",
        [7] = "a conversion changes the value",
        [8] = "a built-in function is called with what is invalid",
        [10] = "a value is loaded that the type does not have",
        [11] = "a function ends without the value that it returns",
        [12] = "a multiplication overflows",
        [13] = "a negation overflows",
        [16] = "an argument is null that must not be",
        [17] = "null is returned that must not be",
        [18] = "an index is out of bounds",
        [19] = "pointer arithmetic overflows",
        [20] = "a shift is out of bounds",
        [21] = "a subtraction overflows",
        [22] = "a pointer is null, or not aligned, or to another type",
        [23] = "an assumption about alignment does not hold",
        [24] = "an array has no positive length",
    };
    const uint8_t *operand = code + sizeof ud1;
    uint8_t kind = operand[0] == 0x40 ? operand[1] : 0; /* (%eax) with a distance, or without. */

    return memcmp(code, ud1, sizeof ud1) || kind >= sizeof kinds / sizeof kinds[0] ? NULL
                                                                                   : kinds[kind];
}

/* On the stack of the actor, which goes on here instead of where it was. */
static _Noreturn void land(void)
{
    switch (fault.signal) {
    case SIGABRT:
        program_abort();
    case SIGSEGV:
    case SIGBUS:
        report_access();
    case SIGFPE:
        runtime_violation("CRASH/arithmetic",
                          "a division by zero, or one whose result does not fit");
    case SIGILL:
        if (fault.undefined) {
            misuse_in("CRASH/undefined", "", fault.undefined, "%s", fault.undefined);
        }
        runtime_violation("CRASH/instruction", "an instruction that does not exist");
    default:
        misuse_in("CRASH/signal", "", signal_word(fault.signal), "signal %d", fault.signal);
    }
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    uintptr_t stack = ((uintptr_t)registers[REG_RSP] - RED_ZONE) & ~(uintptr_t)15;

    if (!scheduler.running || !fiber_owns(&scheduler.self->fiber, (void *)stack) ||
        scheduler.self->harness_depth) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    fault.signal = number;
    fault.address = info->si_addr;
    fault.writes = registers[REG_ERR] & 2;
    fault.undefined = number == SIGILL ? undefined_behaviour(info->si_addr) : NULL;
    /* As if the instruction were a call: behind it, as return addresses are. */
    stack -= sizeof(uintptr_t);
    *(uintptr_t *)stack = (uintptr_t)registers[REG_RIP] + 1;
    registers[REG_RSP] = (greg_t)stack;
    registers[REG_RIP] = (greg_t)(uintptr_t)land;
}

void faults_are_violations(void)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP};
    static uint8_t stack[64 * 1024];
    const stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};

    sigaltstack(&alternative, NULL);
    for (unsigned i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        sigaction(signals[i], &action, NULL);
    }
}
