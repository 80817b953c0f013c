#include "support/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Returns the file's descriptor, or -1 with errno set. Nobody waits for a pipe. */
static int open_regular(const char *file)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status;

    if (fd >= 0 && !fstat(fd, &status) && !S_ISREG(status.st_mode)) {
        close(fd);
        errno = S_ISDIR(status.st_mode) ? EISDIR : ESPIPE;
        return -1;
    }
    return fd;
}

ssize_t input_read(const char *file, char *data, size_t room)
{
    int fd = open_regular(file), error;
    size_t size = 0;
    ssize_t n = 0;

    if (fd < 0) {
        return -1;
    }
    while (size < room && (n = read(fd, data + size, room - size)) > 0) {
        size += (size_t)n;
    }
    error = errno;
    close(fd);
    errno = error;
    return n < 0 ? -1 : (ssize_t)size;
}

const char *input_error(void)
{
    return errno == EISDIR || errno == ESPIPE ? "not a regular file" : strerror(errno);
}
