/*
 * test_reach DIRECTORY: what a scenario reaches is counted; the seeds reach nothing that cannot be;
 * and what can be agrees with the edges of STATE.
 */
#include <dirent.h>
#include <string.h>

#include "execution/execute.h"
#include "execution/reach.h"
#include "model/events.h"
#include "oracle/oracle.h"
#include "scenario/file.h"
#include "scenario/test/expect.h"

static struct reach reach;
static struct scenario s;

static unsigned operation(const char *name)
{
    for (unsigned i = 0; i < reach_n_operations(); i++) {
        if (!strcmp(reach_operation_name(i), name)) {
            return i;
        }
    }
    CHECK(false, "there is no operation '%s'", name);
    return 0;
}

static void execute(void)
{
    static struct scenario_result result;
    const struct scenario_options options = {.on_event = reach_on_event};

    reach_begin(&reach);
    scenario_execute(&s, &options, &result);
    CHECK(!result.outcome.violated, "%s: %s", result.outcome.invariant, result.outcome.message);
}

/* A packet that misses, one that hits, and the end of the flow. */
static void test_counts(void)
{
    memset(&reach, 0, sizeof reach);
    scenario_init(&s);
    s.n_packet_threads = 1;
    s.n_flows = 1;
    scenario_packet(&s, 0, OP_PACKET, 0, 0, 0);
    scenario_packet(&s, 0, OP_WAIT, 0, 1, 0);
    scenario_packet(&s, 0, OP_PACKET, 0, 0, 0);
    execute();
    CHECK(reach.n[ROLE_PACKET][REACH_NO_UKEY][operation("miss")] == 1, "the first packet");
    CHECK(reach.n[ROLE_PACKET][REACH_OPERATIONAL][operation("hit")] == 1, "the second packet");
    CHECK(reach.n[ROLE_HANDLER][REACH_NO_UKEY][operation("to VISIBLE")] == 1, "the ukey");
    CHECK(reach.n[ROLE_HANDLER][REACH_VISIBLE][operation("put done")] == 1, "the flow");
    CHECK(reach.n[ROLE_HANDLER][REACH_OPERATIONAL][operation("verdict installed")] == 1,
          "the upcall");
    CHECK(reach.n[ROLE_MAIN][REACH_EVICTING][operation("delete done")] == 1, "main's stop");
    CHECK(reach.n[ROLE_MAIN][REACH_EVICTED][operation("to DELETED")] == 1, "the end of the ukey");
    CHECK(reach.n[ROLE_CALL_RCU][REACH_NO_UKEY][operation("ukey freed")] == 1, "the callback");
    CHECK(reach.n[ROLE_PACKET][REACH_VISIBLE][operation("add")] == 0, "there is no such thing");
}

/* A cache that leaves its flows behind takes its ukeys with it: the next one begins with none. */
static void test_lives(void)
{
    memset(&reach, 0, sizeof reach);
    scenario_init(&s);
    s.n_packet_threads = 1;
    s.n_flows = 1;
    s.n_lives = 2;
    s.leave_flows = true;
    scenario_packet(&s, 0, OP_PACKET, 0, 0, 0);
    execute();
    CHECK(reach.n[ROLE_CALL_RCU][REACH_OPERATIONAL][operation("ukey freed")] == 2, "both ends");
    CHECK(reach.n[ROLE_REVALIDATOR][REACH_NO_UKEY][operation("to VISIBLE")] +
                  reach.n[ROLE_HANDLER][REACH_NO_UKEY][operation("to VISIBLE")] ==
              2,
          "both beginnings");
}

static void check_file(const char *directory, const char *name)
{
    char path[4096], error[SCENARIO_FILE_ERROR];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    CHECK(scenario_read_file(&s, NULL, path, error), "%s", error);
    execute();
    for (enum actor_role role = 0; role < ROLES; role++) {
        for (enum reach_state state = 0; state < REACH_STATES; state++) {
            for (unsigned i = 0; i < reach_n_operations(); i++) {
                CHECK(!reach.n[role][state][i] || reach_is_possible(role, state, i),
                      "%s: %s: %s of a flow whose ukey is %s", path, actor_role_name(role),
                      reach_operation_name(i), reach_state_name(state));
            }
        }
    }
}

static void test_seeds(const void *directory_)
{
    const char *directory = directory_;
    DIR *dir = opendir(directory);
    const struct dirent *entry;
    unsigned n = 0;

    CHECK(dir, "%s cannot be read", directory);
    memset(&reach, 0, sizeof reach);
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] != '.') {
            check_file(directory, entry->d_name);
            n++;
        }
    }
    closedir(dir);
    CHECK(n, "%s is empty", directory);
}

/* The edge from one state of a flow to another, as STATE has it. A ukey that was never visible does
 * not stand for a flow, so CREATED to DELETED is not a step of one. */
static bool edge_exists(enum reach_state from, unsigned to)
{
    static const enum cache_state states[REACH_STATES] = {STATE_CREATED,     STATE_VISIBLE,
                                                          STATE_OPERATIONAL, STATE_INCONSISTENT,
                                                          STATE_EVICTING,    STATE_EVICTED};

    return oracle_edge_exists(states[from], (enum cache_state)(STATE_VISIBLE + to)) &&
           !(from == REACH_NO_UKEY && STATE_VISIBLE + to == STATE_DELETED);
}

static void test_edges(void)
{
    unsigned first = operation("to VISIBLE");

    for (unsigned to = 0; to <= STATE_DELETED - STATE_VISIBLE; to++) {
        for (enum reach_state from = 0; from < REACH_STATES; from++) {
            bool possible = false;

            for (enum actor_role role = 0; role < ROLES; role++) {
                possible |= reach_is_possible(role, from, first + to);
            }
            CHECK(possible == edge_exists(from, to), "%s %s", reach_state_name(from),
                  reach_operation_name(first + to));
        }
    }
}

int main(int argc, char **argv)
{
    const struct test_case cases[] = {
        CASE(test_edges),
        CASE(test_counts),
        CASE(test_lives),
        CASE_OF("test_seeds", test_seeds, argv[1]),
    };

    CHECK(argc == 2, "usage: test_reach DIRECTORY");
    model_events_name();
    return RUN_CASES(cases);
}
