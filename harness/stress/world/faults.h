/*
 * What may go wrong in the datapath, and how often. Each time that something could, it does with
 * the probability of its fault, in millionths.
 */
#ifndef WORLD_FAULTS_H
#define WORLD_FAULTS_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Name, usual rate in millionths, and of what that is a share. */
#define STRESS_FAULT_LIST(X)                                                                      \
    X(PUT_COVERED, "put-covered", 1000)     /* Puts: EEXIST, though there is no such flow. */     \
    X(PUT_FOREIGN, "put-foreign", 1000)     /* ... because somebody else has just put it. */      \
    X(PUT_NO_SPACE, "put-no-space", 1000)   /* ... ENOSPC. */                                     \
    X(PUT_UNSAID, "put-unsaid", 1000)       /* ... installed, and EEXIST is reported. */          \
    X(PUT_LOST, "put-lost", 1000)           /* ... not installed, and success is reported. */     \
    X(DELETE_BUSY, "delete-busy", 1000)     /* Deletes: EBUSY, and the flow stays. */             \
    X(DELETE_UNSAID, "delete-unsaid", 1000) /* ... removed, and EBUSY is reported. */             \
    X(DELETE_TWICE, "delete-twice", 1000)   /* ... removed, and ENOENT is reported. */            \
    X(DELETE_NOT_FINAL, "delete-not-final", 1000) /* ... packets hit after the reading. */        \
    X(MODIFY_BUSY, "modify-busy", 10000)          /* Modifies: EBUSY, and the actions stay. */    \
    X(MODIFY_RESETS, "modify-resets", 10000)      /* ... done, and the counter starts again. */   \
    X(GET_BUSY, "get-busy", 10000)                /* Gets: EBUSY. */                              \
    X(READ_DIPS, "read-dips", 100) /* Readings: fewer hits than were shown before. */             \
    X(DUMP_CREATE_FAILS, "dump-create-fails", 20000) /* Dumps. */                                 \
    X(DUMP_DUPLICATE, "dump-duplicate", 2000) /* Records: again, next, to the same thread. */     \
    X(DUMP_DUPLICATE_OTHER, "dump-duplicate-other", 2000) /* ... to another thread. */            \
    X(DUMP_DUPLICATE_LATE, "dump-duplicate-late", 2000)   /* ... at the end of the dump. */       \
    X(DUMP_REVISIT, "dump-revisit", 2000)                 /* ... the flow is read again. */       \
    X(DUMP_OMIT, "dump-omit", 50)                   /* ... left out, and the dump says so. */     \
    X(DUMP_OMIT_SILENTLY, "dump-omit-silently", 50) /* ... left out, and it does not. */          \
    X(DUMP_ENDS_EARLY, "dump-ends-early", 20)       /* ... it ends here, and says so. */          \
    X(ADD_NOTHING, "add-nothing", 2000) /* Flows that a packet thread is to add, and does not. */ \
    X(TRANSLATION_FAILS, "translation-fails", 1000)             /* Translations. */               \
    X(TRANSLATION_UNCACHEABLE, "translation-uncacheable", 1000) /* ... no flow may be made. */    \
    X(VANISH, "vanish", 100)              /* Hits: then the flow goes away by itself. */          \
    X(COUNTER_RESET, "counter-reset", 50) /* ... then its counter starts again. */                \
    X(MOVE_LAYER, "move-layer", 50)       /* ... then it moves to the next layer. */              \
    X(FOREIGN_FLOW, "foreign-flow", 2000) /* Misses: then somebody else puts the flow. */

enum stress_fault {
#define STRESS_FAULT_ENUM(ID, NAME, RATE) STRESS_FAULT_##ID,
    STRESS_FAULT_LIST(STRESS_FAULT_ENUM)
#undef STRESS_FAULT_ENUM
        STRESS_FAULTS
};

struct stress_faults {
    uint32_t per_million[STRESS_FAULTS];
};

const char *stress_fault_name(enum stress_fault);
uint32_t stress_fault_usual_rate(enum stress_fault);

/* Reads "none", or a list of "all" and NAME, each also with "=RATE": of them all, or of that one,
 * in millionths. Later ones overrule. False, with the item that cannot be read in `error`. */
bool stress_faults_parse(const char *text, struct stress_faults *, char *error, size_t error_size);

/* The text of that. Every fault at its usual rate is "all". */
void stress_faults_write(const struct stress_faults *, char *into, size_t size);

#endif /* faults.h */
