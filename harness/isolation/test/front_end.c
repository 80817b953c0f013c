/*
 * A front end in one file, of the harness's public headers alone:
 *
 *     front_end FILE SMALLEST
 *
 * reads a scenario, executes it, says what was violated, makes sure that it is the same each time,
 * looks for the smallest scenario that shows the same, writes that to SMALLEST, and explains it on
 * standard output. Ends with 0 if nothing was violated, 1 if something was, 2 if that is all that
 * can be said.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "isolation/candidates.h"
#include "isolation/determinism.h"
#include "isolation/record.h"
#include "isolation/worker.h"
#include "model/events.h"
#include "report/format/text.h"
#include "scenario/file.h"
#include "scenario/signature.h"
#include "shrink/shrink.h"

enum { CLEAN, VIOLATED, UNUSABLE };
enum { N_CHECKS = 20, MAX_EXECUTIONS = 1000000 };

static int fail(const char *message)
{
    fprintf(stderr, "front_end: %s\n", message);
    return UNUSABLE;
}

static int check(const struct scenario *s, uint64_t hash)
{
    static struct determinism checked;

    if (determinism_check(s, N_CHECKS, &checked)) {
        return fail("cannot execute it again");
    }
    if (!checked.same || checked.n != N_CHECKS || checked.first != hash) {
        return fail("it is not the same each time");
    }
    return CLEAN;
}

/* Does `s` show the wanted signature? */
static enum shrink_answer ask(void *wanted, const struct scenario *s,
                              struct shrink_observation *seen)
{
    static struct candidate_result result;

    if (candidates_execute(s, &result, seen)) {
        return SHRINK_STOP;
    }
    return result.violated && signature_same(&result.signature, wanted) ? SHRINK_YES : SHRINK_NO;
}

static int minimize(struct scenario *s)
{
    static struct candidate_result result;
    const struct shrink_predicate predicate = {
        .ask = ask, .aux = &result.signature, .max_questions = MAX_EXECUTIONS};
    struct scenario_size before = scenario_size(s), after;
    enum shrink_end end;
    uint32_t n;

    if (candidates_execute(s, &result, NULL)) {
        return fail("cannot execute it");
    }
    if (!result.violated) {
        return fail("it shows nothing the second time");
    }
    end = shrink(s, &predicate, &n);
    candidates_end();
    if (end != SHRINK_MINIMAL) {
        return fail("it cannot be made minimal");
    }
    after = scenario_size(s);
    printf("%s\n%u operations, then %u\n", result.signature.text, before.operations,
           after.operations);
    return VIOLATED;
}

static int explain(FILE *stream, const struct scenario *s, const char *file)
{
    const struct text_style style = {.width = 100, .file = file, .build = "this"};
    const struct recording *recording = record_scenario(s);
    struct source_map *map;
    struct timeline timeline;

    if (!recording) {
        return fail("cannot record it");
    }
    map = source_map_make(recording);
    if (!timeline_make(&timeline, recording, map)) {
        source_map_free(map);
        return fail("not enough memory");
    }
    report_text(stream, &timeline, &style);
    timeline_free(&timeline);
    source_map_free(map);
    return VIOLATED;
}

int main(int argc, char **argv)
{
    static struct scenario s;
    static struct worker_run run;
    char error[SCENARIO_FILE_ERROR];
    uint64_t hash;
    size_t n;
    int code;

    model_events_name();
    if (argc != 3) {
        return fail("usage: front_end FILE SMALLEST");
    }
    if (!scenario_read_file(&s, NULL, argv[1], error)) {
        return fail(error);
    }
    if (worker_execute(&s, 1, &hash, &n, &run, -1, true)) {
        return fail("cannot execute it");
    }
    code = check(&s, run.hash);
    if (code != CLEAN || !run.violated) {
        return code;
    }
    printf("%s: %s\n", run.invariant, run.message);
    code = minimize(&s);
    if (code == VIOLATED) {
        code = scenario_write_file(&s, NULL, argv[2], NULL, NULL, error)
                   ? explain(stdout, &s, argv[2])
                   : fail(error);
    }
    return code;
}
