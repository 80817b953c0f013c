#include "reach_print.h"
#include "support/printable.h"

#include <inttypes.h>
#include <stdio.h>

#include "tool.h"

/* Every triple that is possible, or was reached. */
struct triple {
    enum actor_role role;
    unsigned operation;
    enum reach_state state;
    bool possible;
    uint64_t n;
};

/* Stores the next triple after `*t`, or the first if `t->operation` is REACH_MAX_OPERATIONS. */
static bool next_triple(const struct reach *reach, struct triple *t)
{
    unsigned n_operations = reach_n_operations();
    unsigned n_cells = ROLES * n_operations * REACH_STATES;
    unsigned cell = 0;

    if (t->operation != REACH_MAX_OPERATIONS) {
        cell = (t->role * n_operations + t->operation) * REACH_STATES + t->state + 1;
    }
    for (; cell < n_cells; cell++) {
        t->state = (enum reach_state)(cell % REACH_STATES);
        t->operation = cell / REACH_STATES % n_operations;
        t->role = (enum actor_role)(cell / REACH_STATES / n_operations);
        t->possible = reach_is_possible(t->role, t->state, t->operation);
        t->n = reach->n[t->role][t->state][t->operation];
        if (t->possible || t->n) {
            return true;
        }
    }
    return false;
}

static const struct triple before_first = {.operation = REACH_MAX_OPERATIONS};

struct sums {
    size_t n_possible, n_reached, n_impossible;
};

static struct sums sum(const struct reach *reach)
{
    struct sums sums = {0};
    struct triple t = before_first;

    while (next_triple(reach, &t)) {
        sums.n_possible += t.possible;
        sums.n_reached += t.possible && t.n;
        sums.n_impossible += !t.possible;
    }
    return sums;
}

size_t reach_n_impossible(const struct reach *reach)
{
    return sum(reach).n_impossible;
}

/* "12", "3.4k", "56M": four characters at most. */
static void print_count(uint64_t n)
{
    static const char units[] = " kMGT";
    double value = (double)n;
    unsigned unit = 0;
    char text[24];

    while (value >= 999.5) {
        value /= 1000;
        unit++;
    }
    if (unit == 0) {
        snprintf(text, sizeof text, "%" PRIu64, n);
    } else {
        snprintf(text, sizeof text, "%.*f%c", value < 9.95, value, units[unit]);
    }
    printf(" %12s", text);
}

static void print_row(const struct reach *reach, enum actor_role role, unsigned operation)
{
    printf("  %-22s", reach_operation_name(operation));
    for (enum reach_state state = 0; state < REACH_STATES; state++) {
        bool possible = reach_is_possible(role, state, operation);
        uint64_t n = reach->n[role][state][operation];

        if (n) {
            print_count(n);
            printf("%s", possible ? "" : "!");
        } else {
            printf(" %12s", possible ? "no" : "");
        }
    }
    putchar('\n');
}

static bool has_row(const struct reach *reach, enum actor_role role, unsigned operation)
{
    bool has = false;

    for (enum reach_state state = 0; state < REACH_STATES; state++) {
        has |= reach_is_possible(role, state, operation) || reach->n[role][state][operation];
    }
    return has;
}

static void print_table(const struct reach *reach, enum actor_role role)
{
    printf("%s%-24s%s", tool_colour(stdout, COLOUR_BOLD), actor_role_name(role),
           tool_colour(stdout, COLOUR_NONE));
    for (enum reach_state state = 0; state < REACH_STATES; state++) {
        printf(" %12s", reach_state_name(state));
    }
    putchar('\n');
    for (unsigned operation = 0; operation < reach_n_operations(); operation++) {
        if (has_row(reach, role, operation)) {
            print_row(reach, role, operation);
        }
    }
}

static size_t n_printed(const struct reach_report *report)
{
    return report->n_violations < REACH_MAX_VIOLATIONS ? report->n_violations
                                                       : REACH_MAX_VIOLATIONS;
}

/* What the oracles let pass, and why. One that was never made is one that nothing has tested. */
static void print_excuses(const struct reach_report *report)
{
    printf("the oracles let pass, how often:\n");
    for (unsigned i = 0; i < ORACLE_N_EXCUSES; i++) {
        printf("  %-16s", oracle_excuse_word((enum oracle_excuse)i));
        print_count(report->excuses[i]);
        printf("  %s\n", oracle_excuse_what((enum oracle_excuse)i));
    }
}

void reach_print_text(const struct reach_report *report)
{
    struct sums sums = sum(report->reach);

    for (enum actor_role role = 0; role < ROLES; role++) {
        print_table(report->reach, role);
    }
    printf("%" PRIu64 " execution%s: %zu of %zu possible triples of actor, operation and state "
           "reached\n",
           COUNTED(report->n_executed), sums.n_reached, sums.n_possible);
    if (sums.n_impossible) {
        printf("%s%zu reached that should not be possible (marked !): harness/execution/reach.c is "
               "wrong, or the cache%s\n",
               tool_colour(stdout, COLOUR_RED), sums.n_impossible,
               tool_colour(stdout, COLOUR_NONE));
    }
    print_excuses(report);
    for (size_t i = 0; i < n_printed(report); i++) {
        const struct reach_violation *violation = &report->violations[i];

        printf("%s: %sviolated %s%s\n  %s\n", printable(violation->file),
               tool_colour(stdout, COLOUR_RED), violation->invariant,
               tool_colour(stdout, COLOUR_NONE), violation->message);
    }
}

static void write_violations(struct json *json, const struct reach_report *report)
{
    json_array(json, "violations");
    for (size_t i = 0; i < n_printed(report); i++) {
        json_object(json, NULL);
        json_string(json, "file", report->violations[i].file);
        json_string(json, "invariant", report->violations[i].invariant);
        json_string(json, "message", report->violations[i].message);
        json_end(json);
    }
    json_end(json);
}

static void write_excuses(struct json *json, const struct reach_report *report)
{
    json_object(json, "excuses");
    for (unsigned i = 0; i < ORACLE_N_EXCUSES; i++) {
        json_whole(json, oracle_excuse_word((enum oracle_excuse)i), report->excuses[i]);
    }
    json_end(json);
}

static void write_triples(struct json *json, const struct reach *reach)
{
    struct triple t = before_first;

    json_array(json, "triples");
    while (next_triple(reach, &t)) {
        json_object(json, NULL);
        json_string(json, "actor", actor_role_name(t.role));
        json_string(json, "operation", reach_operation_name(t.operation));
        json_string(json, "state", reach_state_name(t.state));
        json_whole(json, "count", t.n);
        json_bool(json, "possible", t.possible);
        json_end(json);
    }
    json_end(json);
}

void reach_print_json(const struct reach_report *report)
{
    struct sums sums = sum(report->reach);
    struct json json = json_begin(stdout);

    json_object(&json, NULL);
    json_whole(&json, "executed", report->n_executed);
    json_whole(&json, "points", report->n_points);
    write_violations(&json, report);
    write_excuses(&json, report);
    json_array(&json, "states");
    for (enum reach_state state = 0; state < REACH_STATES; state++) {
        json_string(&json, NULL, reach_state_name(state));
    }
    json_end(&json);
    json_whole(&json, "possible", sums.n_possible);
    json_whole(&json, "reached", sums.n_reached);
    json_whole(&json, "impossible", sums.n_impossible);
    write_triples(&json, report->reach);
    json_end(&json);
    json_finish(&json);
}
