/*
 * Who waits for what, and who has it: the text of a deadlock's report.
 */
#include <stdarg.h>
#include <stdio.h>

#include "actor_set.h"
#include "fair.h"
#include "runtime/rcu/rcu.h"
#include "scheduler.h"

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
static void say_actors(struct text *text, uint32_t set)
{
    if (!set) {
        say(text, "nobody");
    }
    while (set) {
        say(text, "%s", actor_name((unsigned)__builtin_ctz(set)));
        set &= set - 1;
        if (set) {
            say(text, "%s", set & (set - 1) ? ", " : " and ");
        }
    }
}

static uint32_t holders(const void *object)
{
    uint32_t set = 0;

    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        for (unsigned j = 0; actors[i].state == ACTOR_ALIVE && j < actors[i].n_held; j++) {
            if (actors[i].held[j].object == object) {
                set |= actor_set_of(i);
            }
        }
    }
    return set;
}

static void say_lock(struct text *text, const struct actor *a, const char *what)
{
    say(text, "waits for %s %llu held by ", what, (unsigned long long)a->wait_number);
    say_actors(text, holders(a->wait_object));
}

/* Of an actor that could run, and yet there was no end. */
static void say_habit(struct text *text, const struct actor *a)
{
    switch (fair_habit_of(a)) {
    case FAIR_SPINS:
        say(text, "spins on %s %u, refused %u times since, which ", a->refused_kind,
            a->refused_number, a->trylock_failures - a->fair_refusals);
        say_actors(text, holders(a->refused_object));
        say(text, " holds");
        break;
    case FAIR_YIELDS:
        say(text, "yields again and again, %u times since", a->yields);
        break;
    case FAIR_RUNS:
        say(text, "can run");
        break;
    }
}

static void say_wait(struct text *text, const struct actor *a)
{
    unsigned long long number = a->wait_number;

    switch ((enum wait_kind)a->wait) {
    case WAIT_NOTHING:
        say_habit(text, a);
        break;
    case WAIT_MUTEX:
        say_lock(text, a, "mutex");
        break;
    case WAIT_READ_LOCK:
        say_lock(text, a, "reading rwlock");
        break;
    case WAIT_WRITE_LOCK:
        say_lock(text, a, "writing rwlock");
        break;
    case WAIT_SPIN:
        say_lock(text, a, "spinlock");
        break;
    case WAIT_COND:
        say(text, "waits on condition %llu", number);
        break;
    case WAIT_BARRIER:
        say(text, "waits at barrier %llu", number);
        break;
    case WAIT_SEMAPHORE:
        say(text, "waits for semaphore %llu", number);
        break;
    case WAIT_ONCE:
        say(text, "waits for a pthread_once() to finish");
        break;
    case WAIT_JOIN:
        say(text, "waits for %s to end", actor_name((unsigned)number));
        break;
    case WAIT_SLEEP:
        say(text, "sleeps");
        break;
    case WAIT_GRACE_PERIOD:
        say(text, "waits for a grace period, held up by ");
        say_actors(text, rcu_model_holdouts());
        break;
    case WAIT_RCU_BARRIER:
        say(text, "waits for %u callbacks, held up by ", runtime_pending_callbacks());
        say_actors(text, rcu_model_holdouts());
        break;
    case WAIT_CALLBACKS:
        say(text, "waits for callbacks");
        break;
    case WAIT_TABLE:
        say(text, "waits for a hash table's resizing");
        break;
    }
}

void wait_graph_print(char *buffer, size_t size)
{
    struct text text = {buffer, size, 0};
    const char *separator = "";

    tsan_ignore_begin();
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (actors[i].state == ACTOR_ALIVE && actors[i].wait != WAIT_CALLBACKS) {
            say(&text, "%s%s ", separator, actor_name(i));
            say_wait(&text, &actors[i]);
            separator = "; ";
        }
    }
    tsan_ignore_end();
}
