#include "tool/sequence/sequence.h"

#include <string.h>

#include "cache/cache.h"
#include "tool/input/build_target.h"

static const char target[] = "fuzz_sequence";

bool sequence_is(const char *file)
{
    const char *of_file = tool_is_raw() ? NULL : target_foreign(file);

    return of_file && !strcmp(of_file, target);
}

bool sequence_read(const char *file, struct scenario *s, struct provenance *made)
{
    if (!tool_read_any_scenario(file, s, made)) {
        return false;
    }
    provenance_set(made->target, sizeof made->target, target);
    s->n_preemptions = 0;
    scenario_drop_anchors(s);
    return true;
}

bool sequence_read_any(const char *file, struct scenario *s, struct provenance *made)
{
    return sequence_is(file) ? sequence_read(file, s, made) : tool_read_scenario(file, s, made);
}

bool sequence_locate(const char *file, struct located *located)
{
    *located = (struct located){.place = LOCATED_THERE};
    if (!sequence_read(file, &located->file, &located->made)) {
        return false;
    }
    located->damaged = tool_is_damaged(file);
    located->scenario = located->file;
    located->wanted = located->made;
    return true;
}

bool sequence_locate_any(const char *file, const struct locate_options *how,
                         struct located *located)
{
    bool is = sequence_is(file);

    candidates_execute_by(is ? sequence_execute : NULL);
    return is ? sequence_locate(file, located) : locate(file, how, located);
}

void sequence_execute(const struct scenario *s, struct runtime_outcome *outcome)
{
    static struct sequence_result result;

    sequence_run(s, &udpif_under_test, &result);
    *outcome = result.outcome;
}

/* The target that found it has named a death by its tag alone, unless it knew more. */
void sequence_compare(struct comparison *comparison, const struct provenance *made,
                      const struct worker_run *run)
{
    struct signature signature = {.text = ""};

    if (run->died && !strchr(made->signature, ' ')) {
        snprintf(signature.text, sizeof signature.text, "%s", run->invariant);
    } else if (run->violated) {
        signature_of_violation(&signature, &run->violation);
    }
    recorded_compare(comparison, made, signature.text);
    snprintf(comparison->here.target, sizeof comparison->here.target, "%s", target);
}
