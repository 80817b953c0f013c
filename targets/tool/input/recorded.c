#include "recorded.h"

#include <string.h>

#include "own_provenance.h"
#include "runtime/watchdog/watchdog.h"
#include "support/printable.h"
#include "tool/tool.h"

enum { DESCRIPTION_SIZE = 192 };

void recorded_compare(struct comparison *c, const struct provenance *made, const char *signature)
{
    c->made = made;
    own_provenance(&c->here, "fuzz_interleave", signature);
    c->other_sources = provenance_other_sources(made, &c->here);
    c->recorded = !made->signature[0]                 ? RECORDED_NOTHING
                  : !signature[0]                     ? RECORDED_NOT_SHOWN
                  : provenance_shows(made, signature) ? RECORDED_AS_SAID
                                                      : RECORDED_ANOTHER;
}

bool recorded_is_hang(const char *signature)
{
    return !strncmp(signature, "HANG ", 5);
}

bool recorded_learn(const struct scenario *s, struct candidate_result *result)
{
    bool started = tool_started(candidates_execute(s, result, NULL));

    if (started && result->died) {
        /* The second time there is a symbolizer; and a hang is known to be one. */
        watchdog_hurry(recorded_is_hang(result->signature.text));
        started = tool_started(candidates_execute(s, result, NULL));
        watchdog_hurry(false);
    }
    return started;
}

bool recorded_signature(const struct scenario *s, const struct worker_run *run, bool full,
                        struct signature *signature)
{
    static struct candidate_result result;

    if (run->died && full) {
        bool started;

        watchdog_hurry(run->hang.kind != HANG_NONE);
        started = recorded_learn(s, &result);
        watchdog_hurry(false);
        if (!started) {
            return false;
        }
        candidates_end();
        *signature = result.signature;
    } else if (run->died) {
        snprintf(signature->text, sizeof signature->text, "%s", run->invariant);
    } else if (run->violated) {
        signature_of_violation(signature, &run->violation);
    } else {
        signature->text[0] = '\0';
    }
    return true;
}

bool recorded_compare_run(struct comparison *c, const struct provenance *made,
                          const struct scenario *s, const struct worker_run *run)
{
    struct signature signature;

    if (!recorded_signature(s, run, strchr(made->signature, ' '), &signature)) {
        return false;
    }
    recorded_compare(c, made, signature.text);
    return true;
}

void recorded_write_not_shown(FILE *stream, const struct comparison *c)
{
    char commit[DESCRIPTION_SIZE];

    provenance_describe_commit(c->made, commit, sizeof commit);
    fprintf(stream, "not shown here, though it was %s", commit);
}

void recorded_write(FILE *stream, const struct comparison *c, const char *indent)
{
    char made[DESCRIPTION_SIZE], here[DESCRIPTION_SIZE];
    bool is_other =
        c->other_sources || (c->made->planted[0] && strcmp(c->made->planted, c->here.planted) != 0);

    if (c->other_sources || c->recorded == RECORDED_NOT_SHOWN) {
        provenance_describe(c->made, made, sizeof made);
        provenance_describe(&c->here, here, sizeof here);
        fprintf(stream, "%smade with %s; this is %s%s\n", indent, made, here,
                is_other              ? ""
                : c->made->sources[0] ? ", the same cache"
                                      : ", perhaps another cache");
    }
    if (c->recorded == RECORDED_NOT_SHOWN) {
        fprintf(stream, "%swhat it showed: %s\n", indent, c->made->signature);
    } else if (c->recorded == RECORDED_ANOTHER) {
        fprintf(stream, "%sshows another bug than recorded: %s\n", indent, c->made->signature);
    }
}

void recorded_note(const char *file, const struct comparison *c)
{
    char indent[4096 + 16];

    fflush(stdout);
    snprintf(indent, sizeof indent, "ukeyfuzz: %s: ", printable(file));
    if (c->recorded == RECORDED_NOT_SHOWN) {
        fputs(indent, stderr);
        recorded_write_not_shown(stderr, c);
        putc('\n', stderr);
    }
    recorded_write(stderr, c, indent);
}

void recorded_note_not_shown(const char *file, const struct comparison *c)
{
    if (c->recorded == RECORDED_NOT_SHOWN) {
        fflush(stdout);
        fprintf(stderr, "ukeyfuzz: %s: ", printable(file));
        recorded_write_not_shown(stderr, c);
        fprintf(stderr, ": %s\n", c->made->signature);
    }
}

static void write_json(struct json *json, const char *name, const struct provenance *p)
{
    json_object(json, name);
    json_string(json, "target", p->target);
    json_string(json, "build", p->build);
    json_string(json, "commit", p->commit);
    json_string(json, "sources", p->sources);
    json_string(json, "planted", p->planted);
    json_string(json, "signature", p->signature);
    json_end(json);
}

void recorded_write_json(struct json *json, const struct comparison *c)
{
    static const char *const words[] = {"nothing", "shown", "another", "not shown"};

    if (provenance_is_known(c->made)) {
        write_json(json, "made", c->made);
    } else {
        json_null(json, "made");
    }
    write_json(json, "here", &c->here);
    json_string(json, "recorded", words[c->recorded]);
}
