#include "stuck.h"

#include "runtime/scheduler.h"
#include "runtime/wait/wait_graph.h"

void stuck_in_livelock(void)
{
    struct violation v;
    char graph[600];

    violation_init(&v, "PROG/livelock");
    wait_graph_take(&v, graph, sizeof graph);
    runtime_violation_of(
        &v,
        "livelock: %u points passed and no end in sight, nor in %u more in which all "
        "had their turns, %s ran last" VIOLATION_SEPARATOR "%s",
        scheduler.used_up, scheduler.sequence - 1 - scheduler.used_up,
        actor_name(scheduler.current), graph);
}

void stuck_in_deadlock(void)
{
    struct violation v;
    char graph[900];

    violation_init(&v, "LOCK/deadlock");
    wait_graph_take(&v, graph, sizeof graph);
    runtime_violation_of(&v, "deadlock: nobody can run" VIOLATION_SEPARATOR "%s", graph);
}
