/*
 * The flows that the cache has installed, and those that it deletes for no other reason than that
 * there are too many.
 */
#ifndef ORACLE_BELIEF_DELETIONS_H
#define ORACLE_BELIEF_DELETIONS_H 1

#include "oracle/context.h"

extern const struct belief belief_deletions;

/* What makes a deletion right, whatever the number of flows; the first that does. Each ends with
 * what it rests upon: the ukey, the flow, the call or the round. */
#define DELETION_REASONS(X)                                                                \
    X(NUMBER, "there are too many flows")                                                  \
    X(REPEATED, "a delete of this ukey failed, or came before its put")                    \
    X(NO_FLOW, "there is no flow")                                                         \
    X(BY_MAIN, "main takes flows away")                                                    \
    X(FAULT, "a fault has met the flow")                                                   \
    X(RULES_DUE, "a change of rules is due, and nothing spares the flow")                  \
    X(UNADOPTABLE, "it is somebody else's, with references that cannot be given back")     \
    X(IDLE, "it may seem unused for too long")                                             \
    X(TOO_SLOW, "it was just adopted, and may carry too little to be worth a translation") \
    X(OTHER_ACTIONS, "its actions are not those of its rules")

enum deletion_reason {
#define DELETION_REASON_ENUM(NAME, WORDS) DELETED_FOR_##NAME,
    DELETION_REASONS(DELETION_REASON_ENUM)
#undef DELETION_REASON_ENUM
        DELETION_N_REASONS
};

/* Of the last delete that has begun. */
enum deletion_reason deletions_last_reason(void);
/* How many ukeys of upcalls stand for a flow. */
unsigned deletions_n_installed(void);
/* In this round: how many flows have come, or seemed to; how many were deleted for their number
 * alone; and how many of them the running actor may find too many in all. */
unsigned deletions_n_come(void);
unsigned deletions_n_for_number(void);
unsigned deletions_most_for_number(void);

#endif /* deletions.h */
