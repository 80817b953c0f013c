#include "locate.h"

#include <string.h>

#include "isolation/worker.h"
#include "notes.h"
#include "own_provenance.h"
#include "runtime/watchdog/watchdog.h"
#include "scenario/file.h"
#include "search/search.h"

/* The limits of a search: it is over after so many executions, or so many seconds. */
enum { SEARCH_EXECUTIONS = 20000, SEARCH_SECONDS = 10, RESOLVE_SECONDS = 20, MAX_OTHERS = 64 };

static bool shows_wanted(void *provenance, const struct candidate_result *result)
{
    return result->violated && provenance_shows(provenance, result->signature.text);
}

/* Whether the scenario shows what is wanted. False as well after an error, which is said. */
static bool is_shown(struct located *located, bool *failed)
{
    static struct candidate_result result;

    /* Where the same hang is expected, a fraction of its time tells. */
    watchdog_hurry(recorded_is_hang(located->wanted.signature));
    *failed = !recorded_learn(&located->scenario, &result);
    watchdog_hurry(false);
    candidates_end();
    return !*failed && shows_wanted(&located->wanted, &result);
}

/* The cache without any planted bug does not show one. */
static bool is_planted_elsewhere(const struct provenance *provenance)
{
    struct provenance own;

    own_provenance(&own, "fuzz_interleave", "");
    return provenance->planted[0] && !own.planted[0];
}

static bool search_points(struct located *located, bool *found)
{
    struct search nearby = {
        .shows = shows_wanted,
        .aux = &located->wanted,
        .max_executions = SEARCH_EXECUTIONS,
        .max_seconds = SEARCH_SECONDS,
    };

    *found = search_nearby(&located->scenario, &located->resolution, &nearby);
    located->n_searched = nearby.n_executions;
    return tool_started(nearby.error);
}

static bool has_moved(const struct located *located)
{
    for (unsigned i = 0; i < located->file.n_preemptions; i++) {
        uint32_t point = located->file.preemptions[i].point;

        if (point && point != located->scenario.preemptions[i].point) {
            return true;
        }
    }
    return false;
}

/* Puts one preemption where its anchor may mean as well, and looks those after it up again: where
 * one falls moves what the others mean. */
static bool is_shown_with(struct located *located, unsigned i, unsigned rank, bool *failed)
{
    static struct resolution rest;
    struct scenario *s = &located->scenario;

    s->preemptions[i].point = located->resolution.others[i][rank];
    for (unsigned later = i + 1; later < s->n_preemptions; later++) {
        s->preemptions[later].point = located->file.preemptions[later].point;
    }
    located->n_searched++;
    if (!tool_started(resolve_anchors_from(s, i + 1, RESOLVE_SECONDS, &rest))) {
        *failed = true;
        return false;
    }
    return is_shown(located, failed);
}

/* The likelier places of each first. The scenario is as it was if nothing is found. */
static bool find_other(struct located *located, bool *failed)
{
    static struct scenario resolved;
    unsigned n = 0;

    resolved = located->scenario;
    for (unsigned rank = 0; rank < RESOLVED_OTHERS; rank++) {
        for (unsigned i = 0; i < resolved.anchors.n && n < MAX_OTHERS; i++) {
            if (rank < located->resolution.n_others[i]) {
                n++;
                located->scenario = resolved;
                if (is_shown_with(located, i, rank, failed) || *failed) {
                    return !*failed;
                }
            }
        }
    }
    located->scenario = resolved;
    return false;
}

/* Looks for what is wanted elsewhere than the file and its anchors say. */
static bool search(struct located *located, bool *found)
{
    bool failed = false;
    uint32_t n_others;

    *found = find_other(located, &failed);
    n_others = located->n_searched;
    if (failed || *found) {
        return !failed;
    }
    if (!search_points(located, found)) {
        return false;
    }
    located->n_searched += n_others;
    return true;
}

static bool find_place(struct located *located, const struct locate_options *options)
{
    bool failed = false, found = false;

    located->place = has_moved(located) ? LOCATED_MOVED : LOCATED_THERE;
    if (!located->wanted.signature[0] || is_shown(located, &failed) || failed) {
        return !failed;
    }
    if (has_moved(located)) { /* Its points may be right where its anchors are not. */
        static struct scenario moved;

        moved = located->scenario;
        located->scenario = located->file;
        located->place = LOCATED_THERE;
        if (is_shown(located, &failed) || failed) {
            return !failed;
        }
        located->scenario = moved;
    }
    if (!options->no_search && !is_planted_elsewhere(&located->made) && !search(located, &found)) {
        return false;
    }
    located->place = found ? LOCATED_NEARBY : LOCATED_NOT_FOUND;
    return true;
}

/* Learns whether each preemption takes place where it is here, if that is not where the file says. */
static bool find_astray(struct located *located)
{
    static struct worker_run run;
    const struct resolution *r = &located->resolution;
    uint64_t hash[1];
    size_t n_hashes;

    located->astray = false;
    if (located->place == LOCATED_NEARBY || !(r->n_moved + r->n_guessed + r->n_lost)) {
        return true;
    }
    if (!tool_started(worker_execute(&located->scenario, 1, hash, &n_hashes, &run, -1, true))) {
        return false;
    }
    for (unsigned i = 0; i < run.missed.n; i++) {
        unsigned missed = run.missed.index[i];

        located->astray |= missed < SCENARIO_MAX_ANCHORS && r->how[missed] != RESOLVED_NOTHING;
    }
    return true;
}

bool locate(const char *file, const struct locate_options *options, struct located *located)
{
    if (!tool_read_scenario(file, &located->file, &located->made)) {
        return false;
    }
    located->damaged = tool_is_damaged(file);
    located->wanted = located->made;
    if (options->shows) {
        provenance_set(located->wanted.signature, sizeof located->wanted.signature, options->shows);
    }
    located->scenario = located->file;
    located->n_searched = 0;
    return tool_started(
               resolve_anchors(&located->scenario, RESOLVE_SECONDS, &located->resolution)) &&
           find_place(located, options) && find_astray(located);
}

int locate_exit_code(const struct located *located, const struct comparison *comparison,
                     bool violated)
{
    bool elsewhere = located->place == LOCATED_NEARBY ||
                     (located->place == LOCATED_MOVED && comparison->recorded != RECORDED_ANOTHER);

    if (violated) {
        return elsewhere ? TOOL_ELSEWHERE : TOOL_VIOLATED;
    }
    return comparison->recorded == RECORDED_NOT_SHOWN ? TOOL_NOT_SHOWN
           : located->damaged || located->astray      ? TOOL_UNUSABLE
                                                      : TOOL_CLEAN;
}

const char *locate_verdict(const struct located *located, const struct comparison *comparison,
                           bool violated)
{
    return violated                                     ? "violated"
           : comparison->recorded == RECORDED_NOT_SHOWN ? "not shown"
           : located->damaged                           ? "damaged"
           : located->astray                            ? "not judged"
                                                        : "clean";
}

bool locate_rewritten_name(const char *file, char name[LOCATE_NAME_MAX])
{
    static const char more[] = ".rewritten";
    bool text = scenario_is_text_name(file);
    size_t length = strlen(file) - (text ? strlen(SCENARIO_TEXT_SUFFIX) : 0);

    return snprintf(name, LOCATE_NAME_MAX, "%.*s%s%s", (int)length, file, more,
                    text ? SCENARIO_TEXT_SUFFIX : "") < LOCATE_NAME_MAX ||
           (tool_error("%s: the name is too long for '%s' to follow it", file, more), false);
}

bool locate_rewrite(const struct located *located, const struct comparison *comparison,
                    const char *out)
{
    static struct scenario s;

    s = located->scenario;
    scenario_drop_anchors(&s);
    return notes_write_file(out, &s, &comparison->here);
}
