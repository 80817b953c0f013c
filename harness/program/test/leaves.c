/*
 * Leaves files open.
 */
#include <unistd.h>

int main(void)
{
    int ends[2];

    return pipe(ends);
}
