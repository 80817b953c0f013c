/*
 * Calls what is not modelled: the one that START names.
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef START
#define START fork_and_wait
#endif

int fork_and_wait(void)
{
    pid_t child = fork();

    if (child == 0) {
        _exit(0);
    }
    waitpid(child, NULL, 0);
    return 0;
}

int spawn_true(void)
{
    char *words[] = {"true", NULL};
    pid_t child;

    return posix_spawnp(&child, "true", NULL, NULL, words, NULL) ||
           wait4(child, NULL, 0, NULL) != child;
}

int popen_true(void)
{
    FILE *stream = popen("true", "r");

    return !stream || pclose(stream);
}

int become_true(void)
{
    char *words[] = {"true", NULL};

    return execvp("true", words);
}

int main(void)
{
    return START();
}
