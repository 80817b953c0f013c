/*
 * One input, one execution: the same scenario over and over, in one process and in a new one.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "replay.h"
#include "tool.h"

static void say_different(struct worker_run *run, size_t at, uint64_t expected, uint64_t seen)
{
    snprintf(run->message, sizeof run->message,
             "not deterministic: event log hash %016" PRIx64 " in the first run, %016" PRIx64
             " in run %zu",
             expected, seen, at);
}

/* A run that dies takes its process along, so then each run has one of its own. */
static int check_in_one_process(const struct scenario *s, size_t n, struct worker_run *run,
                                uint64_t *hashes)
{
    uint64_t first = 0;
    size_t done = 0;

    while (done < n) {
        size_t n_hashes;

        if (!worker_execute(s, n - done, hashes, &n_hashes, run, -1, true)) {
            return TOOL_UNUSABLE;
        }
        if (n_hashes == 0) {
            return tool_error("a worker ended without a result: %s", run->message);
        }
        for (size_t i = 0; i < n_hashes; i++, done++) {
            if (done == 0) {
                first = hashes[0];
            } else if (hashes[i] != first) {
                say_different(run, done + 1, first, hashes[i]);
                return TOOL_VIOLATED;
            }
        }
    }
    return TOOL_CLEAN;
}

/* The hash that a new process comes to. */
static bool hash_in_new_process(const char *file, uint64_t *hash)
{
    static const char key[] = "\"hash\":\"";
    char text[8192];
    size_t size = 0;
    ssize_t n;
    int fds[2], status;
    pid_t pid;

    if (pipe(fds)) {
        return false;
    }
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        dup2(fds[1], STDOUT_FILENO);
        close(fds[0]);
        if (!freopen("/dev/null", "w", stderr)) {
            _exit(TOOL_UNUSABLE);
        }
        close(fds[1]);
        execl("/proc/self/exe", "ukeyfuzz", "replay", "--json", "--build", UKEYFUZZ_BUILD, "--",
              file, (char *)NULL);
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
    if (!strstr(text, key)) {
        return false;
    }
    *hash = strtoull(strstr(text, key) + strlen(key), NULL, 16);
    return true;
}

int determinism_check(const struct scenario *s, const char *file, size_t n, struct worker_run *run)
{
    uint64_t *hashes = malloc((n + 1) * sizeof *hashes), hash;
    int code;

    if (!hashes) {
        return tool_error("no memory for %zu hashes", n);
    }
    code = check_in_one_process(s, n, run, hashes);
    free(hashes);
    if (code != TOOL_CLEAN) {
        return code;
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

void determinism_hush_symbolizer(char **argv)
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
    execv("/proc/self/exe", argv);
    /* If that is not possible we are merely slow. */
}
