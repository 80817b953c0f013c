/*
 * What a function of libc's does with memory that another thread writes: its name is the argument.
 * And what is called when the program ends in a hurry.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static char shared[16] = "shared", own[16] = "own";
static volatile size_t found; /* So that the compiler leaves the calls. */
static int n_ends;

static void *write_shared(void *unused)
{
    shared[0] = 'S';
    return unused;
}

static void first_end(void)
{
    _exit(n_ends == 1 ? 0 : 3);
}

static void last_end(void)
{
    n_ends++;
}

#define CALLS(CALL)                                     \
    CALL(memcpy, memcpy(own, shared, 4) != NULL)        \
    CALL(mempcpy, mempcpy(own, shared, 4) != NULL)      \
    CALL(stpcpy, stpcpy(own, shared) != NULL)           \
    CALL(stpncpy, stpncpy(own, shared, 4) != NULL)      \
    CALL(strncat, strncat(shared, own, 2) != NULL)      \
    CALL(strnlen, strnlen(shared, 5))                   \
    CALL(strspn, strspn(shared, own))                   \
    CALL(strcspn, strcspn(own, shared))                 \
    CALL(strpbrk, strpbrk(shared, own) != NULL)         \
    CALL(strcasecmp, strcasecmp(own, shared) != 0)      \
    CALL(strncasecmp, strncasecmp(shared, own, 3) != 0) \
    CALL(memrchr, memrchr(shared, 's', 6) != NULL)      \
    CALL(memmem, memmem(shared, 6, own, 3) != NULL)     \
    CALL(strdup, (size_t)strdup(shared))                \
    CALL(strndup, (size_t)strndup(shared, 3))           \
    CALL(bzero, (bzero(shared, 2), 1))

int main(int argc, char **argv)
{
    pthread_t writer;

    if (argc < 2) {
        at_quick_exit(first_end);
        at_quick_exit(last_end);
        quick_exit(4);
    }
    pthread_create(&writer, NULL, write_shared, NULL);
#define CALL(NAME, RESULT)         \
    if (!strcmp(argv[1], #NAME)) { \
        found = RESULT;            \
    }
    CALLS(CALL)
    pthread_join(writer, NULL);
    return 0;
}
