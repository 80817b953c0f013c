#include "program/world/cxx.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "runtime/scheduler.h"

/* libstdc++'s, if it is there: what is thrown and not caught yet. */
struct globals {
    void *caught;
    unsigned uncaught;
};
extern struct globals *__cxa_get_globals(void) __attribute__((weak));
extern void *__cxa_current_exception_type(void) __attribute__((weak));
extern char *__cxa_demangle(const char *, char *, size_t *, int *) __attribute__((weak));

/* std::call_once() hands over what is to be called in two thread-local variables of libstdc++. Where they
 * are emulated in the program they are the ones below; with gcc they are libstdc++'s (static_tls.c). */
struct emulated {
    uintptr_t size, alignment, index;
    const void *initial;
};
extern void *__emutls_get_address(struct emulated *);
struct emulated once_callable __asm__("__emutls_v._ZSt15__once_callable") = {8, 8, 0, NULL};
struct emulated once_call __asm__("__emutls_v._ZSt11__once_call") = {8, 8, 0, NULL};

static struct globals kept[RUNTIME_MAX_ACTORS];

bool cxx_is_used(void)
{
    return __cxa_get_globals;
}

void cxx_begin(void)
{
    once_callable.index = once_call.index = 0;
    if (cxx_is_used()) {
        memset(kept, 0, sizeof kept);
        *__cxa_get_globals() = (struct globals){0};
    }
}

void cxx_switch(unsigned from, unsigned to)
{
    if (cxx_is_used()) {
        struct globals *now = __cxa_get_globals();

        kept[from] = *now;
        *now = kept[to];
    }
}

/* The second word of a std::type_info is its name. */
bool cxx_exception(char *name, size_t size)
{
    const char *const *type = __cxa_current_exception_type ? __cxa_current_exception_type() : NULL;
    char readable[256];
    size_t length = sizeof readable;
    int error = -1;

    if (!type) {
        return false;
    }
    if (__cxa_demangle && strlen(type[1]) < sizeof readable / 8) {
        const char *demangled = __cxa_demangle(type[1], NULL, &length, &error);

        if (!error) {
            snprintf(name, size, "%s", demangled);
            return true;
        }
    }
    snprintf(name, size, "%s", type[1]);
    return true;
}

/* What libstdc++ would call. */
void program_once_proxy(void)
{
    void (**call)(void) = once_call.index ? __emutls_get_address(&once_call) : NULL;

    if (!call || !*call) {
        call = dlsym(RTLD_DEFAULT, "_ZSt11__once_call");
    }
    (*call)();
}

/* The guard of a static variable: the first byte says that it is initialised, as the compiler's
 * code looks at that; the second that somebody is about to. */
enum { GUARD_DONE, GUARD_BUSY };

int program_cxa_guard_acquire(uint8_t *guard)
{
    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)guard));
    while (guard[GUARD_BUSY]) {
        scheduler_block(WAIT_ONCE, guard, 0, DEADLINE_NONE);
    }
    if (guard[GUARD_DONE]) {
        tsan_acquire(guard);
        return 0;
    }
    guard[GUARD_BUSY] = 1;
    return 1;
}

static void leave(uint8_t *guard, bool done)
{
    guard[GUARD_DONE] = done;
    guard[GUARD_BUSY] = 0;
    tsan_release(guard);
    scheduler_wake_all(guard, WAIT_ONCE, WAIT_ONCE);
    scheduler_point();
}

void program_cxa_guard_release(uint8_t *guard)
{
    leave(guard, true);
}

void program_cxa_guard_abort(uint8_t *guard)
{
    leave(guard, false);
}
