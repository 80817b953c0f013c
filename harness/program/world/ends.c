#include "program/world/ends.h"

#include <stdio.h>
#include <string.h>

#include "program/world/cxx.h"
#include "program/world/tls.h"
#include "runtime/rule/misuse.h"
#include "runtime/runtime.h"

enum { HANDLERS_MAX = 4096 };

enum handler_kind { HANDLER_PLAIN, HANDLER_WITH_CODE, HANDLER_WITH_AUX };

struct handler {
    enum handler_kind kind;
    union {
        void (*plain)(void);
        void (*with_code)(int, void *);
        void (*with_aux)(void *);
    } call;
    void *aux;
};

/* Functions with __attribute__((destructor)), gathered by the linker. */
typedef void destructor(void);
extern destructor *const __start_program_destructors[] __attribute__((weak));
extern destructor *const __stop_program_destructors[] __attribute__((weak));

static struct handler handlers[HANDLERS_MAX];
static unsigned n_handlers;
static void (*quick_handlers[HANDLERS_MAX])(void); /* Of at_quick_exit(). */
static unsigned n_quick_handlers;
static int exit_code;

void ends_begin(void)
{
    n_handlers = n_quick_handlers = 0;
    exit_code = 0;
}

int ends_exit_code(void)
{
    return exit_code;
}

static int add(struct handler handler)
{
    if (n_handlers == HANDLERS_MAX) {
        return -1;
    }
    handlers[n_handlers++] = handler;
    return 0;
}

int program_atexit(void (*handler)(void))
{
    return add((struct handler){HANDLER_PLAIN, {.plain = handler}, NULL});
}

int program_on_exit(void (*handler)(int, void *), void *aux)
{
    return add((struct handler){HANDLER_WITH_CODE, {.with_code = handler}, aux});
}

int program_cxa_atexit(void (*handler)(void *), void *aux, void *library)
{
    return add((struct handler){HANDLER_WITH_AUX, {.with_aux = handler}, aux});
}

int program_at_quick_exit(void (*handler)(void))
{
    if (n_quick_handlers == HANDLERS_MAX) {
        return -1;
    }
    quick_handlers[n_quick_handlers++] = handler;
    return 0;
}

/* A handler may register more. */
static void run_handlers(int code)
{
    while (n_handlers > 0) {
        struct handler h = handlers[--n_handlers];

        switch (h.kind) {
        case HANDLER_PLAIN:
            h.call.plain();
            break;
        case HANDLER_WITH_CODE:
            h.call.with_code(code, h.aux);
            break;
        case HANDLER_WITH_AUX:
            h.call.with_aux(h.aux);
            break;
        }
    }
    for (destructor *const *d = __stop_program_destructors; d > __start_program_destructors; d--) {
        d[-1]();
    }
}

void program__exit(int code)
{
    exit_code = code & 0xff;
    if (exit_code) {
        char word[12];

        snprintf(word, sizeof word, "%d", exit_code);
        misuse_in("EXIT", "code", word, "the program ends with exit code %s", word);
    }
    runtime_stop();
}

void program_exit(int code)
{
    tls_destroy();
    run_handlers(code);
    program__exit(code);
}

void program_quick_exit(int code)
{
    while (n_quick_handlers > 0) {
        quick_handlers[--n_quick_handlers]();
    }
    program__exit(code);
}

void program_abort(void)
{
    char exception[256];

    if (cxx_exception(exception, sizeof exception)) {
        misuse_in("ABORT/uncaught", "exception", exception,
                  "a C++ exception that nobody catches: %s", exception);
    }
    runtime_violation("ABORT", "abort()");
}

static const char *base_of(const char *file)
{
    const char *slash = strrchr(file, '/');

    return slash ? slash + 1 : file;
}

void ends_assertion(const char *macro, const char *expression, const char *file, unsigned line,
                    const char *function)
{
    struct violation violation;
    char place[96];

    function = function ? function : "?";
    snprintf(place, sizeof place, "%s:%u", base_of(file), line);
    violation_init(&violation, "ASSERT");
    violation_add_trait(&violation, macro, expression);
    violation_add_trait(&violation, "at", place);
    violation_add_trait(&violation, "in", function);
    runtime_violation_of(&violation, "%s(%s) at %s in %s", macro, expression, place, function);
}

void program_assert_fail(const char *expression, const char *file, unsigned line,
                         const char *function)
{
    ends_assertion("assert", expression, file, line, function);
}

void program_assert_perror_fail(int error, const char *file, unsigned line, const char *function)
{
    ends_assertion("assert_perror", strerror(error), file, line, function);
}

void program_assert(const char *expression, const char *file, int line)
{
    program_assert_fail(expression, file, (unsigned)line, NULL);
}
