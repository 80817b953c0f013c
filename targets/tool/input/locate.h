/*
 * Where a file's bug is here. The sources may have changed since the file was made, and its
 * preemptions mean other points now: those that have anchors are looked up, and when the scenario
 * then does not show what it showed there, the neighbourhood is searched.
 */
#ifndef INPUT_LOCATE_H
#define INPUT_LOCATE_H 1

#include "recorded.h"
#include "search/resolve.h"
#include "tool/tool.h"

enum located_place {
    LOCATED_THERE,     /* At the points of the file, as far as anything is known of others. */
    LOCATED_MOVED,     /* At the points that its anchors mean here. */
    LOCATED_NEARBY,    /* What it showed shows at another place, which the search has found. */
    LOCATED_NOT_FOUND, /* What it showed is shown neither there nor nearby. */
};

struct located {
    struct scenario scenario; /* To be executed here. */
    struct scenario file;     /* As the file has it. */
    struct provenance made;   /* The file's. */
    struct provenance wanted; /* The same with the signature that is looked for. */
    bool damaged; /* The file was cut short or changed: that it shows nothing means nothing. */
    bool astray;  /* A preemption is elsewhere here, and does not take place there: the same. */
    struct resolution resolution;
    enum located_place place;
    uint32_t n_searched; /* Executions of the search; 0: there was none. */
};

struct locate_options {
    const char *shows; /* The signature, or its tag, that is wanted; NULL: the file's. */
    bool no_search;
};

/* Reads a file and finds its place. False after an error. */
bool locate(const char *file, const struct locate_options *, struct located *);

/* The exit code of a command that has executed the scenario and seen a violation, or none. */
int locate_exit_code(const struct located *, const struct comparison *, bool violated);

/* What became of the file, in a word: "violated" or "clean". Where it shows nothing and may yet not be
 * clean: "not shown", "damaged" or "not judged". */
const char *locate_verdict(const struct located *, const struct comparison *, bool violated);

/* Lines on what takes place elsewhere than the file says, each with `before` before it; none if
 * nothing does. */
void locate_write(FILE *, const struct located *, const char *before);

/* The same of `file` on standard error, for a command whose output says something else. */
void locate_note(const char *file, const struct located *);

/* The same as members of a JSON object, each after a comma. */
void locate_write_json(struct json *, const struct located *);

/* The name beside `file` that what was found at another place is written to. */
enum { LOCATE_NAME_MAX = 4096 };
bool locate_rewritten_name(const char *file, char name[LOCATE_NAME_MAX]);

/* Writes what is executed here, with new anchors, to `out`. False after an error. */
bool locate_rewrite(const struct located *, const struct comparison *, const char *out);

#endif /* locate.h */
