/*
 * `ukeyfuzz replay --check-determinism`: the same scenario over and over, in one process and in a
 * new one.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "isolation/child.h"
#include "isolation/determinism.h"
#include "replay.h"
#include "support/json.h"
#include "tool.h"

/* The hash that a new process comes to. */
static bool hash_in_new_process(const char *file, uint64_t *hash)
{
    struct json_value *value;
    char text[8192], digits[17];
    size_t size = 0;
    ssize_t n;
    int fds[2], status;
    pid_t pid;

    if (pipe(fds)) {
        return false;
    }
    pid = child_fork();
    if (pid == 0) {
        dup2(fds[1], STDOUT_FILENO);
        close(fds[0]);
        if (!freopen("/dev/null", "w", stderr)) {
            _exit(TOOL_UNUSABLE);
        }
        close(fds[1]);
        execl("/proc/self/exe", "ukeyfuzz", "replay", "--json", "--no-rewrite", "--build",
              UKEYFUZZ_BUILD, "--", file, (char *)NULL);
        _exit(TOOL_UNUSABLE);
    }
    close(fds[1]);
    while (pid > 0 && size < sizeof text - 1 &&
           (n = read(fds[0], text + size, sizeof text - 1 - size)) > 0) {
        size += (size_t)n;
    }
    close(fds[0]);
    if (pid < 0 || waitpid(pid, &status, 0) < 0) {
        return false;
    }
    text[size] = '\0';
    value = json_read(text);
    json_read_string(value, "hash", digits, sizeof digits);
    json_free(value);
    *hash = strtoull(digits, NULL, 16);
    return digits[0] != '\0';
}

int replay_again(const struct scenario *s, const char *file, size_t n, struct worker_run *run)
{
    static struct determinism result;
    uint64_t hash;

    if (!tool_started(determinism_check(s, n, &result))) {
        return TOOL_UNUSABLE;
    }
    *run = result.run;
    if (!result.same) {
        snprintf(run->message, sizeof run->message,
                 "not deterministic: event log hash %016" PRIx64 " in the first run, %016" PRIx64
                 " in run %zu",
                 result.first, result.other, result.n);
        return TOOL_VIOLATED;
    }
    if (!hash_in_new_process(file, &hash)) {
        return tool_error("%s: cannot execute it in a new process", file);
    }
    if (hash != run->hash) {
        snprintf(run->message, sizeof run->message,
                 "not deterministic: event log hash %016" PRIx64 " in one process, %016" PRIx64
                 " in a new one",
                 run->hash, hash);
        return TOOL_VIOLATED;
    }
    return TOOL_CLEAN;
}

void replay_hush_symbolizer(const char *const *argv)
{
    static const char *const names[] = {"ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"};
    static const char marker[] = "UKEYFUZZ_HUSHED";

    if (getenv(marker)) {
        return;
    }
    setenv(marker, "1", 1);
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *old = getenv(names[i]);
        char value[1024];

        snprintf(value, sizeof value, "%s%ssymbolize=0", old ? old : "", old ? ":" : "");
        setenv(names[i], value, 1);
    }
    fflush(stdout);
    execv("/proc/self/exe", (char *const *)(uintptr_t)argv);
    /* If that is not possible we are merely slow. */
}
