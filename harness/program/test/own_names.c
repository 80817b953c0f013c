/*
 * Functions of the program's own that are named like functions of libc, which are not meant: each
 * does something else.
 */
#include <assert.h>

static int last_killed;

int kill(int which);
int kill(int which)
{
    last_killed = which;
    return which + 1;
}

/* Sorts two numbers, and nothing else. */
void qsort(int *numbers, int low, int high);
void qsort(int *numbers, int low, int high)
{
    int a = numbers[low], b = numbers[high];

    numbers[low] = a < b ? a : b;
    numbers[high] = a < b ? b : a;
}

static int n_freed;

void free(void *unused);
void free(void *unused)
{
    (void)unused;
    n_freed++;
}

int write = 7;

char *strchr(const char *text, int c);
char *strchr(const char *text, int c)
{
    (void)c;
    return (char *)text + 1;
}

int main(void)
{
    static const char text[] = "abc";
    int numbers[] = {2, 1};

    assert(kill(4) == 5 && last_killed == 4);
    qsort(numbers, 0, 1);
    assert(numbers[0] == 1 && numbers[1] == 2);
    free(numbers);
    assert(n_freed == 1 && write == 7);
    assert(strchr(text, 'c') == text + 1);
    return 0;
}
