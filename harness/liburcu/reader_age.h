/*
 * How old what RCU's readers hold is, counted in grace periods, in the manner of the Linux kernel's
 * rcutorture (Documentation/RCU/torture.rst): a test of grace periods, and of whether those who
 * look at things under RCU are readers while they do.
 *
 * An updater replaces one element after the other. The element that can be found is in stage 0.
 * When another takes its place it is in stage 1, and with each grace period that is over it goes a
 * stage further; at the end of the pipe it is used again. A reader takes the element that it finds,
 * and counts the stage that it is in when the reader lets go of it. Stages 0 and 1 are what RCU
 * allows: the element was replaced meanwhile, or was not. In any other a grace period has ended
 * while one of its readers was reading.
 *
 * One thread updates. Any number of threads read, each registered with RCU and online from
 * reader_age_take() to reader_age_give() and without a quiescent state in between. The counts can
 * be read at any time.
 */
#ifndef LIBURCU_READER_AGE_H
#define LIBURCU_READER_AGE_H 1

#include <stdatomic.h>
#include <stdint.h>

enum {
    READER_AGE_STAGES = 11, /* 0 to 10, and 10 stands for older ones as well. */
    READER_AGE_LEGAL = 2,   /* Stages below this one are. */
    READER_AGE_SHARDS = 16, /* Of the counts, so that readers do not wait for each other. */
};

struct reader_age_element {
    _Atomic unsigned stage;
};

struct reader_age {
    struct reader_age_element elements[READER_AGE_STAGES + 1];
    struct reader_age_element *_Atomic current;
    unsigned next; /* [updater] The element to use next. */
    _Atomic uint64_t n_grace_periods;
    struct {
        _Alignas(64) _Atomic uint64_t n[READER_AGE_STAGES];
    } shards[READER_AGE_SHARDS];
};

void reader_age_init(struct reader_age *);

/* [updater] Replaces the element, and returns after a grace period, which ages those before it. The
 * caller is offline, or is quiescent meanwhile. */
void reader_age_renew(struct reader_age *);

/* [reader] The element of now, to be given back in the same read-side section. */
struct reader_age_element *reader_age_take(struct reader_age *);

/* [reader] Counts and returns the element's stage. */
unsigned reader_age_give(struct reader_age *, const struct reader_age_element *);

/* How often elements were given back in each stage. Returns how many of them were too old. */
uint64_t reader_age_counts(const struct reader_age *, uint64_t counts[READER_AGE_STAGES]);

/* Grace periods that the updater has waited for. */
uint64_t reader_age_n_grace_periods(const struct reader_age *);

#endif /* reader_age.h */
