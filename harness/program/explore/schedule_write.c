#include <inttypes.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

#include "program/explore/schedule.h"
#include "runtime/event_log.h"

enum { TRAIL_PER_LINE = 16 };

static void write_string(FILE *stream, const char *text)
{
    putc('"', stream);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\') {
            fprintf(stream, "\\%c", *c);
        } else if (*c < ' ' || *c == 0x7f) {
            fprintf(stream, "\\x%02x", *c);
        } else {
            putc(*c, stream);
        }
    }
    putc('"', stream);
}

static void write_trail(FILE *stream, const struct schedule *s)
{
    for (uint32_t i = 0; i < s->n_trail; i++) {
        fprintf(stream, "%s%04x",
                i % TRAIL_PER_LINE ? " "
                : i                ? "\ntrail "
                                   : "trail ",
                s->trail[i]);
    }
    if (s->n_trail) {
        putc('\n', stream);
    }
}

static void write_anchor(FILE *stream, const struct schedule_anchor *anchor)
{
    if (anchor->times) {
        fprintf(stream, " after %" PRIu32 " ", anchor->times);
        write_string(stream, anchor->action);
        putc(' ', stream);
        write_string(stream, anchor->function);
        fprintf(stream, " %" PRIu32, anchor->points_later);
    }
}

static const char *yes(bool is)
{
    return is ? "yes" : "no";
}

void schedule_write(FILE *stream, const struct schedule *s,
                    void (*comment)(FILE *, const struct schedule *, size_t preemption))
{
    fputs("ukeyfuzz-schedule 1\nprogram ", stream);
    write_string(stream, s->program);
    fprintf(stream, "\nbuild-id %s\n", s->build_id[0] ? s->build_id : "none");
    for (unsigned i = 0; i < s->n_arguments; i++) {
        fputs("argument ", stream);
        write_string(stream, s->arguments[i]);
        putc('\n', stream);
    }
    fprintf(stream, "strategy %s\nseed %" PRIu64 "\nfound-after %" PRIu64 "\nbudget %" PRIu32 "\n",
            s->strategy, s->seed, s->found_after, s->settings.step_budget);
    fprintf(stream, "stack-points %s\nraces-fail %s\ntime-any %s\nspurious-wakes %" PRIu32 "\n",
            yes(s->settings.stack_points), yes(s->settings.races == RACES_FAIL),
            yes(s->settings.time_any), s->settings.spurious_wakes);
    fprintf(stream, "rules-first %" PRIu32 "\nrules-off %" PRIu32 "\n", s->settings.rules_first,
            s->settings.rules_off);
    fprintf(stream, "failure %s ", s->tag);
    write_string(stream, s->message);
    fputs("\nsignature ", stream);
    write_string(stream, s->signature);
    putc('\n', stream);
    for (size_t i = 0; i < s->n_preemptions; i++) {
        const struct preemption *p = &s->preemptions[i];

        fprintf(stream, "preempt %u %" PRIu32 " %u", p->actor, p->point, p->target);
        if (i < s->n_anchors) {
            write_anchor(stream, &s->anchors[i]);
        }
        if (comment) {
            fputs("  # ", stream);
            comment(stream, s, i);
        }
        putc('\n', stream);
    }
    fprintf(stream, "events %" PRIu64 " %016" PRIx64 "\n", s->n_events, s->hash);
    write_trail(stream, s);
}

uint16_t schedule_event_bits(const struct event *e)
{
    return (uint16_t)event_log_hash_step(0, e->kind, e->actor, e->point, e->object, e->value[0],
                                         e->value[1], e->value[2]);
}

/* The note that the linker puts into the first image, which is the program. */
static int find_build_id(struct dl_phdr_info *info, size_t size, void *id_)
{
    char *id = id_;

    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        const char *at = (const char *)(info->dlpi_addr + header->p_vaddr);
        const char *end = at + header->p_memsz;

        while (header->p_type == PT_NOTE && at + sizeof(ElfW(Nhdr)) <= end) {
            const ElfW(Nhdr) *note = (const void *)at;
            const unsigned char *bytes =
                (const unsigned char *)at + sizeof *note + ((note->n_namesz + 3) & ~3U);

            if (note->n_type == NT_GNU_BUILD_ID) {
                for (unsigned j = 0; j < note->n_descsz && 2 * j < SCHEDULE_BUILD_ID; j++) {
                    snprintf(&id[2 * j], 3, "%02x", bytes[j]);
                }
            }
            at = (const char *)bytes + ((note->n_descsz + 3) & ~3U);
        }
    }
    return 1;
}

void schedule_own_build_id(char id[static SCHEDULE_BUILD_ID + 1])
{
    id[0] = '\0';
    dl_iterate_phdr(find_build_id, id);
}
