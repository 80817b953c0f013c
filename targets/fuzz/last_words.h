/*
 * A thread that tells what a dying thread cannot.
 *
 * Who dies, or hangs, may hold the lock of malloc() or of standard error, or have ruined its memory:
 * to tell why needs them, and so does libFuzzer when it writes its crash file. This thread waits from
 * the beginning, has memory of its own (an arena of malloc()), holds nothing, and uses the standard
 * streams without their locks.
 */
#ifndef FUZZ_LAST_WORDS_H
#define FUZZ_LAST_WORDS_H 1

/* Makes the thread; without one the words are spoken by who dies. Once per process. */
void last_words_open(void);

/* Calls `words` there, and returns when they are spoken, if they do not end the process. For a
 * signal's handler; async-signal-safe but for the words themselves. The thread's own words, and
 * those of a second one that dies meanwhile, are spoken at once, where it is. */
void last_words_speak(void (*words)(void *aux), void *aux);

/* SIGALRM for the calling thread alone after so many seconds; 0: no more. One at a time in the whole
 * process. */
void last_words_alarm(unsigned seconds);

#endif /* last_words.h */
