#include "scenario/signature.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/sanitizer_log.h"

static void append(struct signature *signature, const char *before, const char *text)
{
    size_t at = strlen(signature->text);
    char *end = signature->text + at;

    snprintf(end, sizeof signature->text - at, "%s%s", before, text);
    end[strcspn(end, "\r\n")] = '\0';
}

static void append_trait(struct signature *signature, const struct violation_trait *trait)
{
    char role[sizeof trait->word];

    if (trait->name[0]) {
        append(signature, " ", trait->name);
    }
    if (trait->actor == VIOLATION_NOBODY) {
        append(signature, " ", trait->word);
    } else {
        violation_role(trait->word, role, sizeof role);
        append(signature, " ", role);
    }
}

/* "handler took lock holding lock". */
static void write_part(const struct violation_part *part, char *text, size_t size)
{
    char role[sizeof part->name];

    violation_role(part->name, role, sizeof role);
    snprintf(text, size, "%s %s%s%s%s%s%s%s", role, part->does, part->object.kind[0] ? " " : "",
             part->object.kind, part->holding.kind[0] ? " holding " : "", part->holding.kind,
             part->held_by[0] ? " held by " : "", part->held_by);
}

enum { PART_MAX = 160 };

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* In alphabetical order, as that of the actors is chance; each once. */
static void append_parts(struct signature *signature, const struct violation *v)
{
    char parts[VIOLATION_MAX_PARTS][PART_MAX];

    for (unsigned i = 0; i < v->n_parts; i++) {
        write_part(&v->parts[i], parts[i], sizeof parts[i]);
    }
    qsort(parts, v->n_parts, sizeof parts[0], compare);
    for (unsigned i = 0; i < v->n_parts; i++) {
        if (i == 0 || strcmp(parts[i], parts[i - 1])) {
            append(signature, "; ", parts[i]);
        }
    }
}

void signature_of_violation(struct signature *signature, const struct violation *v)
{
    signature->text[0] = '\0';
    append(signature, "", v->rule);
    for (unsigned i = 0; i < v->n_traits; i++) {
        append_trait(signature, &v->traits[i]);
    }
    append_parts(signature, v);
}

bool signature_is_of_place(const struct violation *v)
{
    return v->n_traits > 0;
}

void signature_of_death(struct signature *signature, const struct violation *v, const char *report)
{
    struct log_finding finding;

    signature_of_violation(signature, v);
    if (signature_is_of_place(v)) {
        return;
    }
    if (log_finding_read(report, &finding)) {
        append(signature, " ", finding.what);
    } else if (v->n_subjects) { /* "signal 11". */
        char end[40];

        snprintf(end, sizeof end, "%s %llu", v->subjects[0].kind,
                 (unsigned long long)v->subjects[0].number);
        append(signature, " ", end);
    }
}

bool signature_same(const struct signature *a, const struct signature *b)
{
    return !strcmp(a->text, b->text);
}

bool signature_matches(const char *wanted, const char *seen)
{
    size_t word = strcspn(wanted, " ;"), tag = strcspn(wanted, "/ ;");
    bool alone = !wanted[word] && word > 0, same_tag = !strncmp(wanted, seen, tag) && tag > 0;
    bool old = tag == word && strncmp(wanted, "HARNESS ", 8) && seen[tag] == '/';

    /* What a death without a report was called. */
    old |= !strncmp(wanted + word, " the process ", strlen(" the process ")) && seen[tag] == ' ';
    return !strcmp(wanted, seen) || (same_tag && old) ||
           (alone && !strncmp(wanted, seen, word) && strchr(" ;", seen[word]));
}
