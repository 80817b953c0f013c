/*
 * What the sanitizers are told at start-up, so that a plain run of a target does the right thing.
 * The environment (ASAN_OPTIONS and so on) still overrules it. Every program that executes
 * scenarios is linked with this file itself: what is in a library would not be found.
 *
 * The exit codes tell the tool a parent what its child died of: see death.h.
 */
#include "isolation/death.h"

#define STRING_(X) #X
#define STRING(X)  STRING_(X)

const char *__asan_default_options(void);
const char *__tsan_default_options(void);
const char *__ubsan_default_options(void);

/* Leaks are the LEAK oracle's business: an execution that ends in a violation abandons its actors.
 * A small quarantine keeps the memory flat and the caches warm; an execution frees far less. */
__attribute__((used, visibility("default"))) const char *__asan_default_options(void)
{
    return "detect_leaks=0:abort_on_error=0:handle_abort=0:exitcode=" STRING(
        EXIT_ASAN) ":quarantine_size_mb=16:malloc_context_size=12:detect_stack_use_after_return=0"
                   ":allocator_may_return_null=1";
}

__attribute__((used, visibility("default"))) const char *__tsan_default_options(void)
{
    return "halt_on_error=1:exitcode=" STRING(
        EXIT_TSAN) ":report_signal_unsafe=0"
                   ":detect_deadlocks=0:second_deadlock_stack=0:atexit_sleep_ms=0";
}

__attribute__((used, visibility("default"))) const char *__ubsan_default_options(void)
{
    /* The exit code is that of the sanitizer it is in. Unsigned arithmetic wraps, as the language
     * says, but OSS-Fuzz has it reported. */
    return "print_stacktrace=1:halt_on_error=1:silence_unsigned_overflow=1";
}
