/*
 * How a process says what it died of.
 */
#ifndef TARGETS_DEATH_H
#define TARGETS_DEATH_H 1

/* Macros, because sanitizer_options.c puts them into strings. */
#define EXIT_ASAN 65 /* AddressSanitizer or UndefinedBehaviorSanitizer. */
#define EXIT_TSAN 66 /* ThreadSanitizer. */

#endif /* death.h */
