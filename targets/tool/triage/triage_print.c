/*
 * Groups, and what is printed of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/printable.h"
#include "tool/tool.h"
#include "tool/triage/artefacts.h"

/* What makes a schedule long: preemptions are what somebody has to understand. */
static size_t length_of(const struct artefact *a)
{
    return a->head ? a->head->n_preemptions : a->size;
}

static int compare(const void *a_, const void *b_)
{
    const struct artefact *a = a_, *b = b_;
    size_t n = length_of(a), m = length_of(b);

    if (!a->head != !b->head) {
        return a->head ? 1 : -1;
    }
    return n != m               ? (n < m ? -1 : 1)
           : a->size != b->size ? (a->size < b->size ? -1 : 1)
                                : strcmp(a->path, b->path);
}

/* Programs of different names may fail in the same words. */
static bool is_same(const struct artefact *a, const struct artefact *b)
{
    if (a->head && b->head) {
        return !strcmp(a->head->program, b->head->program) && schedule_head_same(a->head, b->head);
    }
    return !a->head && !b->head && signature_same(&a->signature, &b->signature);
}

/* The first file of the group to which file `i` belongs, among those before it or itself. Files of
 * the other folder have groups of their own. */
static size_t find_leader(const struct artefacts *all, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (all->list[j].leader == j && all->list[j].known == all->list[i].known &&
            is_same(&all->list[j], &all->list[i])) {
            return j;
        }
    }
    return i;
}

void artefacts_group(struct artefacts *all)
{
    qsort(all->list, all->n, sizeof *all->list, compare);
    for (size_t i = 0; i < all->n; i++) {
        all->list[i].leader = find_leader(all, i);
    }
}

bool artefacts_are_known(const struct artefacts *all, size_t leader)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->list[i].known && is_same(&all->list[i], &all->list[leader])) {
            return true;
        }
    }
    return false;
}

/* The first file of a group, from `i` on; `n` after the last. */
static size_t next_of_group(const struct artefacts *all, size_t i, size_t leader)
{
    while (i < all->n && all->list[i].leader != leader) {
        i++;
    }
    return i;
}

/* The next file from `i` on that leads a group; `n` after the last. */
static size_t next_leader(const struct artefacts *all, size_t i)
{
    while (i < all->n && (all->list[i].known || all->list[i].leader != i)) {
        i++;
    }
    return i;
}

static size_t count_group(const struct artefacts *all, size_t leader)
{
    size_t n = 0;

    for (size_t i = leader; (i = next_of_group(all, i, leader)) < all->n; i++) {
        n++;
    }
    return n;
}

/* What to do with a group next. */
static void print_next(const struct artefact *leader)
{
    printf("  next: ukeyfuzz explain ");
    if (leader->head) {
        printf("%s ", leader->program ? printable_path(leader->program) : "PROGRAM");
    }
    printf("%s\n", printable_path(leader->path));
}

static void print_group(const struct artefacts *all, size_t leader)
{
    const struct artefact *first = &all->list[leader];
    bool known = artefacts_are_known(all, leader);
    size_t n = count_group(all, leader);

    printf("%s%s%s: %s", tool_colour(stdout, known ? COLOUR_NONE : COLOUR_RED),
           known ? "known" : "new", tool_colour(stdout, COLOUR_NONE),
           printable(first->signature.text));
    if (first->head) {
        printf(" (%s%s)", printable(first->head->program),
               first->program ? "" : ", as recorded: not executed");
    }
    if (n > 1) {
        printf("; %zu files", n);
    }
    putchar('\n');
    if (first->head && first->head->message[0]) {
        printf("  %s\n", printable(first->head->message));
    }
    for (size_t i = leader; (i = next_of_group(all, i, leader)) < all->n; i++) {
        const struct artefact *a = &all->list[i];

        printf(a->head ? "  %3zu preemption%s" : "  %6zu byte%s", length_of(a),
               length_of(a) == 1 ? " " : "s");
        printf("  %s%s\n", printable(a->path), i == leader ? "" : "  (duplicate)");
    }
    print_next(first);
}

static void write_file(struct json *json, const struct artefact *a)
{
    json_object(json, NULL);
    json_whole(json, "size", a->size);
    if (a->head) {
        json_whole(json, "preemptions", a->head->n_preemptions);
        json_bool(json, "executed", a->program);
    }
    json_string(json, "file", a->path);
    json_end(json);
}

static void write_group(struct json *json, const struct artefacts *all, size_t leader)
{
    const struct artefact *first = &all->list[leader];

    json_object(json, NULL);
    json_string(json, "signature", first->signature.text);
    json_bool(json, "known", artefacts_are_known(all, leader));
    if (first->head) {
        json_string(json, "program", first->head->program);
    }
    json_array(json, "files");
    for (size_t i = leader; (i = next_of_group(all, i, leader)) < all->n; i++) {
        write_file(json, &all->list[i]);
    }
    json_end(json);
    json_end(json);
}

size_t artefacts_print_json(const struct artefacts *all)
{
    struct json json = json_begin(stdout);
    size_t n_groups = 0;

    json_object(&json, NULL);
    json_whole(&json, "clean", all->n_clean);
    json_whole(&json, "not_shown", all->n_not_shown);
    json_whole(&json, "unusable", all->n_unusable);
    json_whole(&json, "skipped", all->n_skipped);
    json_array(&json, "groups");
    for (size_t i = 0; (i = next_leader(all, i)) < all->n; i++) {
        write_group(&json, all, i);
        n_groups++;
    }
    json_end(&json);
    json_end(&json);
    json_finish(&json);
    return n_groups;
}

static void print_count(const char *what, size_t n)
{
    printf("%s: %zu file%s\n", what, n, plural(n));
}

/* Names the files that could not be used; why was said when they were read. */
static void print_unusable(const struct artefacts *all)
{
    size_t n = all->n_unusable < ARTEFACTS_NAMED ? all->n_unusable : ARTEFACTS_NAMED;

    if (all->n_unusable) {
        printf("not used: %zu file%s:", all->n_unusable, plural(all->n_unusable));
        for (size_t i = 0; i < n; i++) {
            printf("%s %s", i ? "," : "", all->unusable[i] ? printable(all->unusable[i]) : "?");
        }
        printf("%s\n", n < all->n_unusable ? ", ..." : "");
    }
}

/* Nothing was there that could be executed, or not. */
static bool is_empty(const struct artefacts *all)
{
    return !all->n && !all->n_clean && !all->n_not_shown && !all->n_unusable && !all->n_skipped;
}

size_t artefacts_print(const struct artefacts *all)
{
    size_t n_groups = 0;

    for (size_t i = 0; (i = next_leader(all, i)) < all->n; i++) {
        print_group(all, i);
        n_groups++;
    }
    print_unusable(all);
    if (all->n_not_executed) {
        printf("not executed: %zu schedule%s: say which programs may be: ukeyfuzz triage FOLDER "
               "PROGRAM...\n",
               all->n_not_executed, plural(all->n_not_executed));
    }
    if (all->n_not_shown) {
        print_count("not shown here, though they were where they were made", all->n_not_shown);
    }
    if (all->n_clean || is_empty(all)) {
        print_count("clean", all->n_clean);
    }
    return n_groups;
}
