#include "notes.h"

#include <errno.h>

#include "isolation/record.h"
#include "report/timeline.h"
#include "scenario/file.h"
#include "scenario/text.h"
#include "search/places.h"
#include "tool/tool.h"

/* A scenario and what an execution of it has shown. */
struct notes {
    struct scenario scenario; /* With anchors. */
    struct source_map *map;
    struct timeline timeline;
};

static bool has_preemptions(const struct scenario *s)
{
    return s->strategy == STRATEGY_REPLAY && s->n_preemptions > 0;
}

/* Those that a file has are what it says, even where they mean nothing here. */
static bool add_anchors(struct notes *notes, const struct recording *recording)
{
    struct places places;
    bool made;

    if (notes->scenario.anchors.n) {
        return true;
    }
    made = places_make(&places, recording, notes->map);
    if (made) {
        places_anchor(&places, recording, &notes->scenario);
    }
    places_free(&places);
    return made;
}

static bool begin(struct notes *notes, const struct scenario *s)
{
    const struct recording *recording = record_scenario(s);

    if (!recording) {
        return tool_started(errno);
    }
    notes->scenario = *s;
    notes->map = source_map_make(recording);
    if (!add_anchors(notes, recording) || !timeline_make(&notes->timeline, recording, notes->map)) {
        source_map_free(notes->map);
        tool_error("not enough memory for a timeline");
        return false;
    }
    return true;
}

static void end(struct notes *notes)
{
    timeline_free(&notes->timeline);
    source_map_free(notes->map);
}

static void write_note(FILE *stream, size_t i, void *notes_)
{
    const struct notes *notes = notes_;

    timeline_write_preemption(stream, &notes->timeline, &notes->scenario.preemptions[i]);
}

bool notes_write_text(FILE *stream, const struct scenario *s, const struct provenance *provenance)
{
    static struct notes notes;

    if (!has_preemptions(s)) {
        scenario_write_text(stream, s, provenance, NULL, NULL);
        return true;
    }
    if (!begin(&notes, s)) {
        return false;
    }
    scenario_write_text(stream, &notes.scenario, provenance, write_note, &notes);
    end(&notes);
    return true;
}

bool notes_write_file(const char *file, const struct scenario *s,
                      const struct provenance *provenance)
{
    char error[SCENARIO_FILE_ERROR];
    static struct notes notes;
    bool written;

    if (!has_preemptions(s)) {
        return tool_write_scenario(file, s, provenance);
    }
    if (!begin(&notes, s)) {
        return false;
    }
    written = scenario_write_file(&notes.scenario, provenance, file, write_note, &notes, error);
    if (!written) {
        tool_error("%s", error);
    }
    end(&notes);
    return written;
}
