/*
 * What a test says to the explorer (ukeyfuzz.h), for others here.
 */
#ifndef PROGRAM_TEST_SAYS_H
#define PROGRAM_TEST_SAYS_H 1

#include <stdbool.h>

/* A number below `n` that the strategy chooses; 0 if `n` is 0. [actor] */
unsigned program_choose(unsigned n);

/* Is told of each choice of the running actor among `n` values, when it begins and when it is made.
 * NULL: nobody wants to know. */
extern void (*program_choice_observer)(bool is_made, unsigned n, unsigned value);

#endif /* test_says.h */
