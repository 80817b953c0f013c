#include "stress/stack.h"

#include <execinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "stress/internal.h"
#include "support/sanitizers.h"

enum { MAX_FRAMES = 48, STACK_WAIT_MS = 500, STACK_SIGNAL = SIGUSR2 };

/* The stack of the thread that was asked last. ThreadSanitizer sees what libc does with it, but not
 * in which order we have that done, and is told. */
static void *frames[MAX_FRAMES];
static _Atomic int n_frames; /* -1: not there yet. */

/* Where the signal has met the thread, which is the frame after the handler's own; NULL where it is not
 * known. How many the handler has depends on what a sanitizer has put between. */
static void *interrupted;

static void *program_counter(const ucontext_t *context)
{
#if defined(__x86_64__)
    return (void *)(uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (void *)(uintptr_t)context->uc_mcontext.pc;
#else
    return NULL;
#endif
}

/* The first frame that is not the handler's. */
static int first_frame(int n)
{
    for (int i = 0; i < n; i++) {
        if (interrupted && frames[i] == interrupted) {
            return i;
        }
    }
    return 2;
}

static void take_stack(int signal, siginfo_t *info, void *context)
{
    int n;

    tsan_acquire(&n_frames);
    interrupted = program_counter(context);
    n = backtrace(frames, MAX_FRAMES);
    tsan_release(&n_frames);
    atomic_store(&n_frames, n);
}

/* "f at /x/f.c:12": "f (f.c:12)", the innermost one that has a line: what a sanitizer has added has
 * none. */
static void keep_place(const char *line, struct stack_place *place)
{
    char function[sizeof place->function], file[512];
    const char *slash, *colon;

    if (place && !place->function[0] && sscanf(line, "%95s at %511s", function, file) == 2 &&
        (colon = strrchr(file, ':')) && colon[1] >= '0' && colon[1] <= '9') {
        slash = strrchr(file, '/');
        memcpy(place->function, function, sizeof function);
        snprintf(place->text, sizeof place->text, "%s (%.150s)", function,
                 slash ? slash + 1 : file);
    }
}

/* For a shell. GNU's addr2line leaves out inlined functions of some that clang has made. */
static const char symbolizer[] =
    "tool=$(command -v llvm-symbolizer || command -v llvm-symbolizer-19 || "
    "command -v llvm-symbolizer-14) && set -- \"$tool\" --output-style=GNU || set -- addr2line; "
    "\"$@\" -Cfpi";

/* Prints the frames with functions and lines, if a symbolizer can be had, and as they are if not.
 * Stores the innermost one of this program in `*place` if it is not NULL. */
static void print_frames(FILE *stream, int n, struct stack_place *place)
{
    char **symbols = backtrace_symbols(frames, n);
    char command[4096];
    size_t at;
    FILE *lines;

    at = (size_t)snprintf(command, sizeof command, "%s -e /proc/%d/exe", symbolizer, getpid());
    for (int i = first_frame(n); i < n && symbols && at < sizeof command - 32; i++) {
        const char *offset = strstr(symbols[i], "(+0x");

        if (offset) { /* Of this program, not of a library. */
            at += (size_t)snprintf(command + at, sizeof command - at, " %.*s",
                                   (int)strcspn(offset + 2, ")"), offset + 2);
        } else {
            fprintf(stream, "    %s\n", symbols[i]);
        }
    }
    snprintf(command + at, sizeof command - at, " 2>/dev/null");
    fflush(stream);
    lines = popen(command, "r");
    if (lines) {
        char line[512];

        while (fgets(line, sizeof line, lines)) {
            fprintf(stream, "    %s", line);
            keep_place(line, place);
        }
    }
    if (!lines || pclose(lines)) {
        for (int i = first_frame(n); i < n && symbols; i++) {
            fprintf(stream, "    %s\n", symbols[i]);
        }
    }
    free(symbols);
}

void stack_print_own(FILE *stream)
{
    interrupted = NULL;
    print_frames(stream, backtrace(frames, MAX_FRAMES), NULL);
}

void stack_print(FILE *stream, int tid, struct stack_place *place)
{
    uint64_t begun_ms = now_ms();

    atomic_store(&n_frames, -1);
    tsan_release(&n_frames);
    if (syscall(SYS_tgkill, getpid(), tid, STACK_SIGNAL)) {
        return;
    }
    while (atomic_load(&n_frames) < 0) {
        if (now_ms() - begun_ms > STACK_WAIT_MS) {
            fprintf(stream, "    (it does not answer)\n");
            return;
        }
        sleep_us(1000);
    }
    tsan_acquire(&n_frames);
    print_frames(stream, atomic_load(&n_frames), place);
}

void stack_prepare(void)
{
    struct sigaction action = {.sa_sigaction = take_stack, .sa_flags = SA_RESTART | SA_SIGINFO};
    void *first[1];

    backtrace(first, 1); /* It loads a library the first time, which no signal handler may. */
    sigemptyset(&action.sa_mask);
    sigaction(STACK_SIGNAL, &action, NULL);
}
