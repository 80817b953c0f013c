/*
 * What a test says to the explorer (ukeyfuzz.h), for others here.
 */
#ifndef PROGRAM_TEST_SAYS_H
#define PROGRAM_TEST_SAYS_H 1

/* A number below `n` that the strategy chooses; 0 if `n` is 0. [actor] */
unsigned program_choose(unsigned n);

#endif /* test_says.h */
