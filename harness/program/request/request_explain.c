/*
 * `explain`: all that is known of a schedule's execution, for people or for programs.
 */
#include <stdio.h>
#include <string.h>

#include "program/timeline/names.h"
#include "program/request/request.h"
#include "program/timeline/timeline.h"
#include "support/json.h"
#include "support/options.h"

static uint64_t n_lines = 100;
static bool all, as_json;

static const struct option_row rows[] = {
    {"--lines", .argument = "N", .whole = &n_lines, .least = 1, .most = 1e9,
     .help = "at most N steps (100)"},
    {"--all", .flag = &all, .help = "every step", .excludes = "--lines"},
    {"--json", .flag = &as_json, .help = "one object on one line, for programs"},
    {.name = NULL},
};

static void write_step(struct json *json, const struct trace *t, size_t i)
{
    const struct trace_step *s = trace_step(t, i);
    struct names_place place = names_of_stack(s->frames, TRACE_FRAMES);
    char text[256];

    timeline_step(t, i, text, sizeof text);
    json_object(json, NULL);
    json_whole(json, "event", t->n_events - trace_n_steps(t) + i);
    json_whole(json, "actor", s->event.actor);
    json_whole(json, "point", s->event.point);
    json_string(json, "kind", event_kind_name(s->event.kind));
    json_string(json, "text", text);
    json_bool(json, "preempted", s->event.kind == EVENT_SWITCH && s->event.value[0]);
    json_string(json, "function", place.line ? place.function : "");
    json_string(json, "file", place.line ? place.file : "");
    json_whole(json, "line", place.line);
    json_end(json);
}

static void write_actors(struct json *json, const struct trace *t)
{
    char name[96];

    json_array(json, "actors");
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (t->names[i][0] && (i == ACTOR_MAIN || t->starts[i])) {
            timeline_actor(t, i, name, sizeof name);
            json_object(json, NULL);
            json_whole(json, "number", i);
            json_string(json, "name", name);
            json_end(json);
        }
    }
    json_end(json);
}

/* One object: program, verdict ("failed" or "clean"), tag, message, hash, actors [{number, name}],
 * steps [{event, actor, point, kind, text, preempted, function, file, line}]; a line of 0 and an
 * empty function where nothing is known. */
static void print_json(const struct schedule *schedule, const struct trace *t)
{
    struct json writer = json_begin(stdout);
    char text[SCHEDULE_MESSAGE], hash[17];

    timeline_message(&t->result.outcome, text, sizeof text);
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)t->result.outcome.log_hash);
    json_object(&writer, NULL);
    json_string(&writer, "program", schedule->program);
    json_string(&writer, "verdict", t->result.outcome.violated ? "failed" : "clean");
    json_string(&writer, "tag", t->result.outcome.invariant);
    json_string(&writer, "message", text);
    json_string(&writer, "hash", hash);
    write_actors(&writer, t);
    json_array(&writer, "steps");
    for (size_t i = 0; i < trace_n_steps(t); i++) {
        write_step(&writer, t, i);
    }
    json_end(&writer);
    json_end(&writer);
    json_finish(&writer);
}

int request_explain(const char *program, int argc, char **argv)
{
    static const struct command_line line = {
        .program = "ukeyfuzz explain", .operand = "FILE", .least = 1, .most = 1, .rows = rows};
    struct options_given given;
    struct options_error error;
    const struct schedule *schedule;
    const struct trace *t;

    if (options_read(&line, argc, argv, &given, &error) != OPTIONS_RUN) {
        return request_error("%s", error.text);
    }
    schedule = request_schedule(program, given.operands[0]);
    t = schedule
            ? trace_make(&schedule->settings, schedule->preemptions, schedule->n_preemptions, false)
            : NULL;
    if (!t) {
        return REQUEST_UNUSABLE;
    }
    timeline_look_up();
    if (as_json) {
        print_json(schedule, t);
    } else {
        timeline_verdict(stdout, given.operands[0]);
        timeline_print(stdout, all ? SIZE_MAX : n_lines);
        timeline_sides(stdout);
    }
    if (failure_is(&t->result, schedule->signature)) {
        return REQUEST_FAILED;
    }
    request_error("%s: does not show its failure: %s", given.operands[0], schedule->signature);
    return REQUEST_NOT_SHOWN;
}
