#include "debugger.h"

struct runtime_debugger runtime_debugger = {.event = RUNTIME_DEBUGGER_NO_EVENT};

/* The empty statement is there so that no compiler leaves out the calls. */
__attribute__((noinline)) void runtime_debugger_stop(void)
{
    __asm__ volatile("");
}

void runtime_debugger_on_event(void *aux, const struct event *event)
{
    if (event_log_length() - 1 == runtime_debugger.event) {
        runtime_debugger_stop();
    }
}

static void begin(struct strategy *strategy)
{
    struct strategy *inner = ((struct strategy_debugged *)strategy)->inner;

    if (inner->begin) {
        inner->begin(inner);
    }
}

static struct strategy_choice choose(struct strategy *strategy, const struct strategy_view *view)
{
    struct strategy *inner = ((struct strategy_debugged *)strategy)->inner;
    struct strategy_choice choice;

    /* Before main's first point there is no actor yet. */
    if (view->point && (runtime_debugger.every_point || (view->current == runtime_debugger.actor &&
                                                         view->point == runtime_debugger.point))) {
        runtime_debugger_stop();
    }
    choice = inner->choose(inner, view);
    choice.quiet = 0;
    return choice;
}

void strategy_debugged_init(struct strategy_debugged *debugged, struct strategy *inner)
{
    debugged->strategy.name = "debugged";
    debugged->strategy.asked_at_wakes = inner->asked_at_wakes;
    debugged->strategy.begin = begin;
    debugged->strategy.choose = choose;
    debugged->inner = inner;
}
