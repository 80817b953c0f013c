/*
 * PTHREAD_CANCEL_ASYNCHRONOUS: such a thread may be cancelled at each of its points. One that waits for a
 * lock ends when it goes on.
 */
#ifndef PROGRAM_CANCELS_H
#define PROGRAM_CANCELS_H 1

/* Forgets the execution before. */
void cancels_begin(void);

/* Ends the running actor if it has been cancelled and may end here. [actor] */
void cancels_act(void);

#endif /* cancels.h */
