#include "scenario/actors.h"
#include "scenario/settings.h"
#include "scenario/text.h"

enum { BYTES_PER_LINE = 32 };

void scenario_write_head(FILE *stream, const struct scenario *s, const char *target,
                         const struct provenance *provenance)
{
    struct scenario initial;
    char origin[PROVENANCE_TEXT_MAX];

    fprintf(stream, "ukeyfuzz scenario %d%s%s\n",
            s->anchors.n ? SCENARIO_TEXT_VERSION : SCENARIO_TEXT_WITHOUT_ANCHORS, target ? " " : "",
            target ? target : "");
    if (provenance && provenance_format(provenance, origin)) {
        fputs(origin, stream);
    }
    scenario_init(&initial);
    for (size_t i = 0; i < settings_count(); i++) {
        const struct setting *setting = setting_at(i);
        uint32_t value = setting_get(s, setting);
        const char *word = setting->word ? setting->word(value) : NULL;

        if (value == setting_get(&initial, setting)) {
            continue;
        }
        if (word) {
            fprintf(stream, "%s %s\n", setting->name, word);
        } else {
            fprintf(stream, "%s %u\n", setting->name, value);
        }
    }
}

static void write_operations(FILE *stream, const struct operations *operations, const char *actor)
{
    for (unsigned i = 0; i < operations->n; i++) {
        fprintf(stream, "%s: ", actor);
        operation_print(stream, &operations->list[i]);
        putc('\n', stream);
    }
}

void scenario_write_actor(FILE *stream, const struct scenario *s, unsigned actor)
{
    for (enum actor_role role = ROLE_MAIN; role < ROLES; role++) {
        unsigned first = actor_role_first(s, role);

        if (actor >= first && actor < first + actor_role_count(s, role)) {
            fputs(actor_role_name(role), stream);
            if (actor_role_is_numbered(role)) {
                fprintf(stream, "-%u", actor - first);
            }
            return;
        }
    }
    fprintf(stream, "actor-%u", actor);
}

/* The point, unless it is not known and the anchor stands for it, and the anchor. */
static void write_place(FILE *stream, const struct scenario *s, size_t i)
{
    bool anchored = i < s->anchors.n && s->anchors.list[i].kind != ANCHOR_NONE;

    if (s->preemptions[i].point || !anchored) {
        fprintf(stream, " at %u", s->preemptions[i].point);
    }
    if (anchored) {
        putc(' ', stream);
        anchor_write(stream, &s->anchors, &s->anchors.list[i]);
    }
}

static void write_preemptions(FILE *stream, const struct scenario *s,
                              void (*note)(FILE *, size_t, void *), void *aux)
{
    for (size_t i = 0; i < s->n_preemptions; i++) {
        fputs("preempt ", stream);
        scenario_write_actor(stream, s, s->preemptions[i].actor);
        write_place(stream, s, i);
        fputs(" to ", stream);
        scenario_write_actor(stream, s, s->preemptions[i].target);
        if (note) {
            fputs("  # ", stream);
            note(stream, i, aux);
        }
        putc('\n', stream);
    }
}

static void write_bytes(FILE *stream, const struct scenario *s)
{
    for (unsigned i = 0; i < s->n_bytes; i++) {
        fprintf(stream, "%s%02x%s", i % BYTES_PER_LINE ? "" : "bytes ", s->bytes[i],
                i % BYTES_PER_LINE == BYTES_PER_LINE - 1 || i == s->n_bytes - 1U ? "\n" : "");
    }
}

void scenario_write_text(FILE *stream, const struct scenario *s,
                         const struct provenance *provenance, void (*note)(FILE *, size_t, void *),
                         void *aux)
{
    scenario_write_head(stream, s, NULL, provenance);
    write_operations(stream, &s->main, "main");
    for (unsigned i = 0; i < SCENARIO_MAX_PACKET_THREADS; i++) {
        char actor[sizeof "packet-" + 10];

        snprintf(actor, sizeof actor, "packet-%u", i);
        write_operations(stream, &s->packet[i], actor);
    }
    write_preemptions(stream, s, note, aux);
    write_bytes(stream, s);
    fputs("end\n", stream);
}
