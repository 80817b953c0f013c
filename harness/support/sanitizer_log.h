/*
 * The one reader of what is written when a process dies: the reports of AddressSanitizer,
 * LeakSanitizer, MemorySanitizer, ThreadSanitizer and UndefinedBehaviorSanitizer, as clang and gcc
 * have them, libFuzzer's own, those of assert(), and the C library's last words. The scripts in ci/
 * ask the same reader (targets/log_finding.c).
 *
 * A log may hold anything. What is read of it is cut to its room, and is not made printable.
 */
#ifndef SUPPORT_SANITIZER_LOG_H
#define SUPPORT_SANITIZER_LOG_H 1

#include <stdbool.h>
#include <stddef.h>

enum { LOG_FRAMES = 24, LOG_NAME = 96, LOG_PATH = 256, LOG_LINE = 512 };

struct log_finding {
    /* "ASAN" (UndefinedBehaviorSanitizer's errors as well), "RACE", "LEAK", "MSAN", "ABORT", "OOM",
     * "TIMEOUT"; "CRASH" of a signal, unless AddressSanitizer has caught it. */
    char tag[12];
    /* What makes it the same bug, wherever it is met: the kind of error and the functions, without
     * numbers. "heap-use-after-free WRITE in f < g", "data race f / g". */
    char what[400];
    char line[LOG_LINE]; /* For people: the line that says it, without addresses and numbers of
                            the process and its threads. */
    size_t at;           /* Where the report begins in the log. */
};

/* Reads the first report that says why the process ends; libFuzzer's only if there is no other.
 * False if there is none. */
bool log_finding_read(const char *log, struct log_finding *);

/* What a stack of a report is of. */
enum log_stack_kind {
    LOG_STACK_OTHER,
    LOG_READS,
    LOG_WRITES,
    LOG_FREED,
    LOG_ALLOCATED,
    LOG_RACE_WRITES, /* Of a race: the later access, plain or atomic; and the one before. */
    LOG_RACE_READS,
    LOG_RACE_WRITES_ATOMIC,
    LOG_RACE_READS_ATOMIC,
    LOG_RACED_WRITE,
    LOG_RACED_READ,
    LOG_RACED_WRITE_ATOMIC,
    LOG_RACED_READ_ATOMIC
};

struct log_frame {
    char function[LOG_NAME]; /* Empty: unknown. */
    char file[LOG_PATH];     /* As the report has it; empty: unknown. */
    unsigned line;           /* 0: unknown. */
};

struct log_stack {
    enum log_stack_kind kind;
    char thread[16]; /* The name of the thread, if the report says it. */
    unsigned n;
    struct log_frame frames[LOG_FRAMES]; /* Innermost first. */
};

/* Reads the stacks of the report that begins the text, up to `max`. Returns how many. */
unsigned log_stacks_read(const char *report, struct log_stack *, unsigned max);

/* Whether the file is the cache's: the folder that it is in is called src. */
bool log_is_of_src(const struct log_frame *);

#endif /* sanitizer_log.h */
