/*
 * The children's side of a search: what each of them executes, and where it says what it has seen.
 * For search.c alone.
 */
#ifndef PROGRAM_CAMPAIGN_H
#define PROGRAM_CAMPAIGN_H 1

#include "program/explore/search.h"

enum {
    CAMPAIGN_PROFILES = 4, /* The first executions, which are counted. */
    /* A child makes room for a fresh one after so many. */
    CAMPAIGN_EXECUTIONS = 500000
};

/* How far a job has come. */
struct progress {
    uint64_t next;             /* The execution that is to come. */
    uint64_t n_done, n_points; /* Of the child that is at work. */
    uint64_t index;            /* That is being made, */
    unsigned member;           /* and whose strategy decides. */
    bool has_lesser;           /* One broke a rule only, had a data race, or is not modelled: */
    bool fails_by_lesser;      /* that is what it now fails by; */
    uint64_t lesser_index;     /* the first such, */
    struct subject_settings lesser_settings; /* made like this. */
};

struct job {
    struct progress progress;
    struct subject_result result;
};

/* In memory that the children share: what they say. Nothing of it is believed before it has been
 * looked at (accounts.h). */
struct campaign {
    struct profile profile;
    struct job jobs[SEARCH_JOBS_MAX];
};

/* What all children go by; each has a copy. */
struct campaign_plan {
    struct profile profile; /* As far as it is known. */
    struct subject_settings settings;
};

/* What is searched for. */
extern const struct search_options *campaign_options;
extern struct campaign_plan campaign_plan;
extern struct campaign *campaign;

/* Whether a result is what is searched for. What breaks a rule alone is lesser. */
bool campaign_is_failure(const struct subject_result *, const struct progress *);
/* Whether it is the last of its child: a failure, of whatever signature. */
bool campaign_is_end(const struct subject_result *, const struct progress *);

/* What a child does, for a job: one execution that is counted, whose index says which; many, until
 * one fails; and the one that did something lesser, which now fails by it. */
_Noreturn void campaign_profile(struct job *);
_Noreturn void campaign_search(struct job *);
_Noreturn void campaign_lesser(struct job *);

#endif /* campaign.h */
