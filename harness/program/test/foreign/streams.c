/* flockfile() keeps what belongs together together; BUG leaves it out. */
#include <assert.h>
#include <pthread.h>
#include <stdio.h>

static FILE *out;
static int lines;

static void *print(void *unused)
{
    int before;

#ifndef BUG
    flockfile(out);
    flockfile(out);
#endif
    before = lines;
    fputs("a line in two ", out);
    fputs("pieces\n", out);
    lines = before + 1;
#ifndef BUG
    funlockfile(out);
    funlockfile(out);
#endif
    return unused;
}

int main(void)
{
    pthread_t a, b;

    out = fopen("/dev/null", "w");
    pthread_create(&a, NULL, print, NULL);
    pthread_create(&b, NULL, print, NULL);
    if (ftrylockfile(out) == 0) {
        funlockfile(out);
    }
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(lines == 2);
    fclose(out);
    return 0;
}
