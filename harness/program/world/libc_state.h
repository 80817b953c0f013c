/*
 * What libc keeps between calls and all threads share: the rest of strtok()'s text, the time that localtime()
 * points to, the environment. It is begun again in each execution, and a call is an access to it like any.
 */
#ifndef PROGRAM_LIBC_STATE_H
#define PROGRAM_LIBC_STATE_H 1

/* Forgets the execution before. */
void libc_state_begin(void);

#endif /* libc_state.h */
