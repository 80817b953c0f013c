/*
 * How `ukeyfuzz replay` says what became of a file, and how it keeps the interleaving.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "own_provenance.h"
#include "replay.h"
#include "scenario/text.h"
#include "support/printable.h"
#include "tool.h"

static void write_actor(struct json *json, const char *name, const struct scenario *s,
                        unsigned actor)
{
    char text[64] = "";
    FILE *stream = fmemopen(text, sizeof text, "w");

    if (stream) {
        scenario_write_actor(stream, s, actor);
        fclose(stream);
    }
    json_string(json, name, text);
}

/* The preemptions that did not take place. */
static void write_missed(struct json *json, const struct scenario *s, const struct missed *missed)
{
    json_whole(json, "given", missed->n_given);
    json_array(json, "missed");
    for (unsigned i = 0; i < missed->n; i++) {
        const struct preemption *p = &s->preemptions[missed->index[i]];

        json_object(json, NULL);
        json_whole(json, "preemption", missed->index[i] + 1U);
        write_actor(json, "actor", s, p->actor);
        json_whole(json, "point", p->point);
        write_actor(json, "target", s, p->target);
        json_end(json);
    }
    json_end(json);
}

/* What became of the file, in a word. */
static const char *verdict_of(const struct located *located, const struct worker_run *run,
                              const struct comparison *comparison, bool deterministic)
{
    return locate_verdict(located, comparison, run->violated || !deterministic);
}

static void print_json(const char *file, const struct located *located,
                       const struct worker_run *run, const struct comparison *comparison,
                       size_t n_checks, bool deterministic, const char *rewritten)
{
    struct json json = json_begin(stdout);
    char hash[20];

    snprintf(hash, sizeof hash, "%016" PRIx64, run->hash);
    json_object(&json, NULL);
    json_string(&json, "file", file);
    json_string(&json, "build", UKEYFUZZ_BUILD);
    json_string(&json, "verdict", verdict_of(located, run, comparison, deterministic));
    json_string(&json, "hash", hash);
    json_string(&json, "invariant", !run->violated && !deterministic ? "SAME" : run->invariant);
    json_string(&json, "message", run->message);
    json_string(&json, "rule", run->violated ? run->violation.rule : "");
    json_string(&json, "signature", comparison->here.signature);
    json_whole(&json, "points", run->n_points);
    json_whole(&json, "switches", run->n_switches);
    json_whole(&json, "preemptions", run->n_preemptions);
    write_missed(&json, &located->scenario, &run->missed);
    recorded_write_json(&json, comparison);
    locate_write_json(&json, located);
    json_string(&json, "rewritten", rewritten);
    if (n_checks) {
        json_whole(&json, "checks", n_checks);
        json_bool(&json, "deterministic", deterministic);
    }
    json_end(&json);
    json_finish(&json);
}

/* The line that says what became of the file. */
static void print_verdict(const char *file, const struct located *located,
                          const struct worker_run *run, const struct comparison *comparison,
                          bool deterministic)
{
    bool violated = run->violated || !deterministic;
    bool not_shown = comparison->recorded == RECORDED_NOT_SHOWN;
    bool doubtful = !violated && (not_shown || located->damaged || located->astray);

    printf("%s: %s", printable(file),
           tool_colour(stdout, violated   ? COLOUR_RED
                               : doubtful ? COLOUR_BOLD
                                          : COLOUR_GREEN));
    if (doubtful && not_shown) {
        recorded_write_not_shown(stdout, comparison);
    } else if (doubtful) {
        printf("%s; that it shows nothing means nothing",
               located->damaged ? "damaged" : "not judged, for its preemptions are not found here");
    } else {
        printf("%s%s%s", verdict_of(located, run, comparison, deterministic), violated ? " " : "",
               run->violated ? run->invariant : (violated ? "SAME" : ""));
    }
    printf("%s\n", tool_colour(stdout, COLOUR_NONE));
}

static void print_text(const char *file, const struct located *located,
                       const struct worker_run *run, const struct comparison *comparison,
                       size_t n_checks, bool deterministic, const char *rewritten)
{
    print_verdict(file, located, run, comparison, deterministic);
    if (run->message[0]) {
        printf("  %s\n", run->message);
    }
    printf("  %s build, %u point%s, %u switch%s, %zu preemption%s, event log hash %016" PRIx64 "\n",
           UKEYFUZZ_BUILD, COUNTED(run->n_points), run->n_switches,
           run->n_switches == 1 ? "" : "es", COUNTED(run->n_preemptions), run->hash);
    if (run->missed.n) {
        fputs("  ", stdout);
        scenario_write_missed(stdout, &located->scenario, &run->missed);
        putchar('\n');
    }
    if (comparison->recorded == RECORDED_AS_SAID && located->place == LOCATED_THERE) {
        printf("  shows it, as recorded\n");
    }
    recorded_write(stdout, comparison, "  ");
    locate_write(stdout, located, "  ");
    if (*rewritten) {
        printf("  what shows it here: %s\n", printable(rewritten));
    }
    if (n_checks && deterministic) {
        printf("  the same in %zu run%s in one process and in a new process\n", COUNTED(n_checks));
    }
}

void replay_print(const char *file, const struct replay_options *options,
                  const struct located *located, const struct worker_run *run,
                  const struct comparison *comparison, bool deterministic, const char *rewritten)
{
    if (options->json) {
        print_json(file, located, run, comparison, options->n_checks, deterministic, rewritten);
    } else if (!options->quiet ||
               strcmp(verdict_of(located, run, comparison, deterministic), "clean")) {
        print_text(file, located, run, comparison, options->n_checks, deterministic, rewritten);
    }
}

void replay_print_log(int fd)
{
    char buffer[1 << 14];
    ssize_t n;

    printf("  event log\n");
    fflush(stdout);
    lseek(fd, 0, SEEK_SET);
    while ((n = read(fd, buffer, sizeof buffer)) > 0) {
        fwrite(buffer, 1, (size_t)n, stdout);
    }
}

bool replay_recorded(const struct scenario *s, const struct worker_run *run, const char *file,
                     struct scenario *recorded)
{
    if (!worker_recorded(s, run, recorded)) {
        tool_error("%s: more than %d preemptions, or later ones, than a scenario can hold", file,
                   PREEMPTIONS_MAX - 1);
        return false;
    }
    return true;
}

bool replay_record(const struct scenario *s, const struct worker_run *run, const char *file)
{
    static struct scenario recorded;
    static struct worker_run again;
    struct signature signature;
    struct provenance here;
    uint64_t hash[1];
    size_t n_hashes;

    if (!replay_recorded(s, run, file, &recorded)) {
        return false;
    }
    if (!tool_started(worker_execute(&recorded, 1, hash, &n_hashes, &again, -1, true))) {
        return false;
    }
    if (again.hash != run->hash) {
        tool_error("%s: the recorded interleaving does not do the same (hash %016" PRIx64
                   ", not %016" PRIx64 ")",
                   file, again.hash, run->hash);
        return false;
    }
    if (!recorded_signature(&recorded, &again, true, &signature)) {
        return false;
    }
    own_provenance(&here, "fuzz_interleave", signature.text);
    return tool_write_scenario(file, &recorded, &here);
}
