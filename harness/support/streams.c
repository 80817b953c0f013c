#include "streams.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

static bool is_open(int fd)
{
    return fcntl(fd, F_GETFD) >= 0 || errno != EBADF;
}

void streams_keep_open(void)
{
    static const int modes[] = {
        [STDIN_FILENO] = O_RDONLY, [STDOUT_FILENO] = O_RDONLY, [STDERR_FILENO] = O_WRONLY};

    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        /* What is opened gets the lowest number that is free: this one. */
        if (!is_open(fd) && open("/dev/null", modes[fd]) < 0) {
            return;
        }
    }
}

void streams_refuse_excess(void)
{
    signal(SIGXFSZ, SIG_IGN);
}
