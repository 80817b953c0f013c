/*
 * ukeyfuzz_stress: what `ukeyfuzz stress` runs. It is a program of its own because the cache that
 * it is linked with is compiled for real threads.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "scenario/signature.h"
#include "support/interruption.h"
#include "support/output.h"
#include "support/printable.h"
#include "support/streams.h"
#include "support/terminal.h"

enum { EXIT_CLEAN = 0, EXIT_VIOLATED = 1, EXIT_UNUSABLE = 2, EXIT_INTERRUPTED = 130 };

static const struct stress_options *options;
static struct stress_result result;
static volatile sig_atomic_t interrupted;
static bool progress_is_line;

/* What stands still does not come to its end: that is said at once. */
static void on_interrupt(int signal)
{
    interrupted = 1;
    stress_hurry();
}

static bool json_error(void)
{
    fprintf(stderr, "ukeyfuzz: stress: %s: %s\n", printable(options->json), strerror(errno));
    return false;
}

static bool json_goes_to_stdout(void)
{
    return options->json && !strcmp(options->json, "-");
}

/* Whether the result can be written where it is wanted: a run may be long, and is not to be in
 * vain. False after an error. */
static bool check_json(void)
{
    return !options->json || json_goes_to_stdout() || output_is_possible(options->json) ||
           json_error();
}

/* Writes the result where it was asked for; false, after an error, if that fails. */
static bool write_json(const struct stress_result *of)
{
    struct output out;

    if (json_goes_to_stdout()) {
        stress_write_json(&options->settings, of, stdout);
        return !fflush(stdout) || json_error();
    }
    if (options->json) {
        if (!output_begin(&out, options->json)) {
            return json_error();
        }
        stress_write_json(&options->settings, of, out.stream);
        return output_end(&out, true) || json_error();
    }
    return true;
}

static void end_progress(void)
{
    if (progress_is_line) {
        fputs("\r\033[K", stderr);
        progress_is_line = false;
    }
}

static void on_violation(const struct stress_result *of)
{
    char line[2048], tag[sizeof of->violation.what.rule];
    struct signature signature;

    end_progress();
    stress_write_options(&options->settings, line, sizeof line);
    violation_tag(&of->violation.what, tag, sizeof tag);
    signature_of_violation(&signature, &of->violation.what);
    fprintf(stderr, "%s: %s\n---- signature: %s\n", tag, of->violation.message, signature.text);
    fprintf(stderr, "after %.1f s of: ukeyfuzz stress %s\n", of->whole_seconds, line);
    write_json(of);
    _exit(EXIT_VIOLATED);
}

/* One line, over and over on a terminal, and every ten seconds elsewhere. */
static void on_progress(const struct stress_result *of)
{
    static double last;
    static uint64_t n_packets, n_upcalls;
    double span = of->whole_seconds - last;
    bool terminal = terminal_moves(STDERR_FILENO);

    if (options->quiet || (!terminal && span < 10)) {
        return;
    }
    fprintf(stderr,
            "%s%7.0f s  %8.3f M packets/s  %7.1f k upcalls/s  %8llu rounds  %7llu flows  "
            "%llu replaced%s",
            terminal ? "\r\033[K" : "", of->whole_seconds,
            (double)(of->counts[STRESS_packets] - n_packets) / span / 1e6,
            (double)(of->counts[STRESS_upcalls_ended] - n_upcalls) / span / 1e3,
            (unsigned long long)of->counts[STRESS_rounds], (unsigned long long)of->live_flows,
            (unsigned long long)of->verdicts[VERDICT_REPLACED], terminal ? "" : "\n");
    progress_is_line = terminal;
    last = of->whole_seconds;
    n_packets = of->counts[STRESS_packets];
    n_upcalls = of->counts[STRESS_upcalls_ended];
}

/* Signals of which a process dies, but for those that a sanitizer wants for itself. */
static void handle_signals(void)
{
    static const int deadly[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    struct sigaction crash = {.sa_handler = stress_crashed, .sa_flags = (int)SA_RESETHAND}, present;

    interruption_handle(on_interrupt, (int)SA_RESETHAND);
    for (unsigned i = 0; i < sizeof deadly / sizeof deadly[0]; i++) {
        if (!sigaction(deadly[i], NULL, &present) && present.sa_handler == SIG_DFL) {
            sigaction(deadly[i], &crash, NULL);
        }
    }
}

int main(int argc, char **argv)
{
    struct stress_hooks hooks = {
        .on_violation = on_violation, .progress = on_progress, .interrupt = &interrupted};

    streams_keep_open();
    streams_refuse_excess();
    options = stress_options_read(argc, argv);
    if (!check_json()) {
        return EXIT_UNUSABLE;
    }
    handle_signals();
    if (!stress_run(&udpif_under_test, &options->settings, &hooks, &result)) {
        fprintf(stderr, "ukeyfuzz: stress: there is not enough memory, or no thread can be had\n");
        return EXIT_UNUSABLE;
    }
    end_progress();
    if (!json_goes_to_stdout()) {
        stress_write_summary(&options->settings, &result, stdout);
        printf("%s: no invariant was violated\n", result.interrupted ? "interrupted" : "clean");
    }
    if (!write_json(&result)) {
        return EXIT_UNUSABLE;
    }
    if (fflush(stdout) || ferror(stdout)) {
        fprintf(stderr, "ukeyfuzz: stress: standard output cannot be written\n");
        return EXIT_UNUSABLE;
    }
    return result.interrupted ? EXIT_INTERRUPTED : EXIT_CLEAN;
}
