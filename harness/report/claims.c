#include "report/claims.h"

#include <stdio.h>
#include <string.h>

#include "support/printable.h"

bool claims_flag(bool *flag)
{
    unsigned char byte;

    memcpy(&byte, flag, sizeof byte);
    *flag = byte != 0;
    return byte <= 1;
}

bool claims_text(char *text, size_t size)
{
    bool ends = memchr(text, '\0', size) != NULL;

    if (!ends) {
        text[0] = '\0';
    }
    printable_make(text, "\n\t");
    return ends;
}

static bool is_actor(unsigned actor)
{
    return actor < RUNTIME_MAX_ACTORS;
}

bool claims_preemptions(const struct preemption *list, size_t *n, size_t most)
{
    bool sound = *n <= most;

    for (size_t i = 0; sound && i < *n; i++) {
        sound = is_actor(list[i].actor) && is_actor(list[i].target);
    }
    if (!sound) {
        *n = 0;
    }
    return sound;
}

bool claims_hang(struct runtime_hang *hang)
{
    bool sound = (unsigned)hang->kind <= HANG_OVERFLOWS && hang->actor <= RUNTIME_MAX_ACTORS &&
                 hang->n_places <= HANG_MAX_PLACES && hang->n_frames <= HANG_MAX_FRAMES;

    sound &= claims_text(hang->name, sizeof hang->name);
    if (!sound) {
        memset(hang, 0, sizeof *hang);
    }
    return sound;
}

static bool claims_part(struct violation_part *part)
{
    bool sound = claims_text(part->name, sizeof part->name);

    sound &= is_actor(part->actor);
    sound &= claims_flag(&part->waits);
    sound &= claims_text(part->does, sizeof part->does);
    sound &= claims_text(part->object.kind, sizeof part->object.kind);
    sound &= claims_text(part->holding.kind, sizeof part->holding.kind);
    return sound & claims_text(part->held_by, sizeof part->held_by);
}

bool claims_violation(struct violation *v)
{
    bool sound = claims_text(v->rule, sizeof v->rule) && v->n_subjects <= VIOLATION_MAX_SUBJECTS &&
                 v->n_traits <= VIOLATION_MAX_TRAITS && v->n_parts <= VIOLATION_MAX_PARTS;

    for (unsigned i = 0; sound && i < v->n_subjects; i++) {
        sound = claims_text(v->subjects[i].kind, sizeof v->subjects[i].kind);
    }
    for (unsigned i = 0; sound && i < v->n_traits; i++) {
        sound = claims_text(v->traits[i].name, sizeof v->traits[i].name) &&
                claims_text(v->traits[i].word, sizeof v->traits[i].word);
    }
    for (unsigned i = 0; sound && i < v->n_parts; i++) {
        sound = claims_part(&v->parts[i]);
    }
    if (!sound) {
        violation_init(v, "");
    }
    return sound;
}

bool claims_outcome(struct runtime_outcome *outcome)
{
    bool sound = claims_flag(&outcome->violated);

    sound &= claims_flag(&outcome->late);
    sound &= claims_text(outcome->invariant, sizeof outcome->invariant);
    sound &= claims_text(outcome->message, sizeof outcome->message);
    sound &= claims_violation(&outcome->violation);
    return sound;
}

bool claims_event(unsigned kind, unsigned actor)
{
    return kind < EVENT_KINDS && is_actor(actor);
}

bool claims_recording(struct recording *r)
{
    bool sound = claims_outcome(&r->outcome);

    sound &= claims_flag(&r->truncated);
    sound &= claims_flag(&r->died);
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        sound &= claims_text(r->names[i], sizeof r->names[i]);
    }
    if (r->n_events > RECORDING_MAX_EVENTS) {
        r->n_events = 0;
        sound = false;
    }
    for (size_t i = 0; i < r->n_events; i++) {
        if (!claims_event(r->events[i].kind, r->events[i].actor)) {
            r->n_events = i;
            sound = false;
        }
    }
    return sound;
}

void claims_broken(struct violation *v, char *message, size_t size)
{
    violation_init(v, "CRASH");
    violation_add_trait(v, "", "wrote over its report");
    snprintf(message, size, "the process has written over what it was to report");
}
