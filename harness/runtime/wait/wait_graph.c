/*
 * Who waits for what, and who has it: what a deadlock's or a livelock's report is made of.
 */
#include "wait_graph.h"

#include <stdarg.h>
#include <stdio.h>

#include "runtime/actor_set.h"
#include "runtime/fair.h"

const struct wait_description *const wait_descriptions[WAIT_KINDS] = {
#define WAIT_KIND(NAME, DESCRIPTION) [WAIT_##NAME] = &DESCRIPTION,
    WAIT_KIND_LIST(WAIT_KIND)
#undef WAIT_KIND
};

struct text {
    char *buffer;
    size_t size, at;
};

static void say(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct text *text, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(text->buffer + text->at, text->size - text->at, format, args);
    va_end(args);
    if (n > 0) {
        text->at = text->at + (size_t)n < text->size ? text->at + (size_t)n : text->size - 1;
    }
}

/* "a and b", for the actors of a set. */
static void say_actors(struct text *text, struct actor_set set)
{
    unsigned left = actor_set_count(&set), i;

    if (actor_set_is_empty(&set)) {
        say(text, "nobody");
    }
    for (struct actor_walk walk = actor_walk(&set); actor_walk_on(&walk, &i);) {
        left--;
        say(text, "%s%s", actor_name(i), left > 1 ? ", " : left ? " and " : "");
    }
}

static void add_holders(struct violation_part *part, struct actor_set set)
{
    unsigned i;

    if (actor_set_is_empty(&set)) {
        violation_held_by(part, "nobody");
    }
    for (struct actor_walk walk = actor_walk(&set); actor_walk_on(&walk, &i);) {
        violation_held_by(part, actor_name(i));
    }
}

static struct actor_set holders(const void *object)
{
    struct actor_set set = {{0}};

    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        for (unsigned j = 0; actors[i].state == ACTOR_ALIVE && j < actors[i].n_held; j++) {
            if (actors[i].held[j].object == object) {
                actor_set_add(&set, i);
            }
        }
    }
    return set;
}

struct actor_set wait_lock_holders(const struct actor *a)
{
    return holders(a->wait_object);
}

/* Of an actor that could run, and yet there was no end. */
static void take_habit(struct text *text, const struct actor *a, struct violation *v)
{
    unsigned actor = (unsigned)(a - actors);
    struct violation_part *part;

    switch (fair_habit_of(a)) {
    case FAIR_SPINS:
        part = violation_add_part(v, actor, a->name, "spins on");
        violation_set_subject(&part->object, a->refused_kind, a->refused_number);
        add_holders(part, holders(a->refused_object));
        say(text, "spins on %s %u, refused %u times since, which ", a->refused_kind,
            a->refused_number, a->trylock_failures - a->fair_refusals);
        say_actors(text, holders(a->refused_object));
        say(text, " holds");
        break;
    case FAIR_YIELDS:
        violation_add_part(v, actor, a->name, "yields");
        say(text, "yields again and again, %u times since", a->yields);
        break;
    case FAIR_RUNS:
        violation_add_part(v, actor, a->name, "can run");
        say(text, "can run");
        break;
    }
}

static void take_wait(struct text *text, const struct actor *a, struct violation *v)
{
    const struct wait_description *wait = wait_descriptions[a->wait];
    struct violation_part *part =
        violation_add_part(v, (unsigned)(a - actors), a->name, wait->does);

    part->waits = true;
    say(text, "%s", wait->does);
    if (wait->object) {
        violation_set_subject(&part->object, wait->object, a->wait_number);
        say(text, " %s %llu", wait->object, (unsigned long long)a->wait_number);
    }
    if (wait->holders) {
        add_holders(part, wait->holders(a));
        say(text, "%s", wait->held);
        say_actors(text, wait->holders(a));
    }
}

void wait_graph_take(struct violation *v, char *buffer, size_t size)
{
    struct text text = {buffer, size, 0};
    size_t begins[VIOLATION_MAX_PARTS];

    tsan_ignore_begin();
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        const struct actor *a = &actors[i];

        if (a->state != ACTOR_ALIVE || (a->wait && wait_descriptions[a->wait]->is_idle)) {
            continue;
        }
        say(&text, "%s", text.at ? VIOLATION_SEPARATOR : "");
        if (v->n_parts < VIOLATION_MAX_PARTS) {
            begins[v->n_parts] = text.at;
        }
        say(&text, "%s ", a->name);
        if (a->wait) {
            take_wait(&text, a, v);
        } else {
            take_habit(&text, a, v);
        }
    }
    for (unsigned i = 0; i < v->n_parts; i++) {
        v->parts[i].clause = (uint16_t)(text.at - begins[i]);
    }
    tsan_ignore_end();
}
