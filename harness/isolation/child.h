/*
 * What the files of this folder do alike: memory that both processes see, and a child that is
 * waited for.
 */
#ifndef ISOLATION_CHILD_H
#define ISOLATION_CHILD_H 1

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Zero-filled memory that this process shares with the children that it forks from now on. Returns
 * NULL, with errno set, if there is none. Given back by child_unshare(). */
void *child_share(size_t size);
void child_unshare(void *, size_t size);

/* fork(), with nothing left in the standard streams' buffers that both would write. The child does
 * not outlive the parent: what hangs would go on without end. */
pid_t child_fork(void);

/* Waits for the end of a child, and returns its status as waitpid() has it. One that hangs is
 * killed, if it does not end itself, and its status is DEATH_HANG (death.h). If SIGINT or SIGTERM
 * ended it, the user wants us to end as well, and we do. */
int child_wait(pid_t);

/* Ends a child that has done all that it was to do, with an exit code that nobody else uses: one
 * whose cache calls exit() has not. */
_Noreturn void child_done(void);

/* Whether a child with that status, as waitpid() has it, ended so. */
bool child_was_done(int status);

/* As much of a file as fits, as a string that a terminal can show; from its beginning, wherever it
 * has been written to. */
void child_read_report(int fd, char *report, size_t size);

#endif /* child.h */
