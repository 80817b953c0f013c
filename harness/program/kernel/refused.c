/*
 * Calls that start processes, wait for them, or are told by signals that others send.
 */
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program/kernel/calls.h"

/* Only fork() would call them, and an execution ends there. */
int program_pthread_atfork(void (*before)(void), void (*parent)(void), void (*child)(void))
{
    return calls_explored() ? 0 : pthread_atfork(before, parent, child);
}

#define DEFINE_REFUSED(type, name, parameters, arguments) \
    type program_##name parameters                        \
    {                                                     \
        calls_refuse(#name "()");                         \
        return name arguments;                            \
    }

DEFINE_REFUSED(pid_t, fork, (void), ())
DEFINE_REFUSED(int, system, (const char *command), (command))
DEFINE_REFUSED(pid_t, waitpid, (pid_t pid, int *status, int options), (pid, status, options))
DEFINE_REFUSED(pid_t, wait, (int *status), (status))
DEFINE_REFUSED(pid_t, wait3, (int *status, int options, struct rusage *usage),
               (status, options, usage))
DEFINE_REFUSED(pid_t, wait4, (pid_t pid, int *status, int options, struct rusage *usage),
               (pid, status, options, usage))
DEFINE_REFUSED(int, waitid, (idtype_t type, id_t id, siginfo_t *info, int options),
               (type, id, info, options))
DEFINE_REFUSED(int, posix_spawn,
               (pid_t * pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const environment[]),
               (pid, path, actions, attributes, argv, environment))
DEFINE_REFUSED(int, posix_spawnp,
               (pid_t * pid, const char *file, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const environment[]),
               (pid, file, actions, attributes, argv, environment))
DEFINE_REFUSED(FILE *, popen, (const char *command, const char *type), (command, type))
DEFINE_REFUSED(int, execv, (const char *path, char *const argv[]), (path, argv))
DEFINE_REFUSED(int, execve, (const char *path, char *const argv[], char *const environment[]),
               (path, argv, environment))
DEFINE_REFUSED(int, execvp, (const char *file, char *const argv[]), (file, argv))
DEFINE_REFUSED(int, sigqueue, (pid_t pid, int number, const union sigval value),
               (pid, number, value))
DEFINE_REFUSED(int, signalfd, (int fd, const sigset_t *set, int flags), (fd, set, flags))
