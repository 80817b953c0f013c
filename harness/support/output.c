#include "support/output.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { MAX_LINKS = 40 };

/* Opens the folder of a path. `*name` is what the path calls the file in it. */
static int open_folder(int base, const char *path, const char **name)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_MAX] = ".";

    *name = slash ? slash + 1 : path;
    if (slash) {
        int n = slash == path ? 1 : (int)(slash - path);

        if (snprintf(folder, sizeof folder, "%.*s", n, path) >= (int)sizeof folder) {
            errno = ENAMETOOLONG;
            return -1;
        }
    }
    return openat(base, folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static bool is_in_proc(int folder)
{
    struct statfs status;

    return !fstatfs(folder, &status) && status.f_type == PROC_SUPER_MAGIC;
}

/* Whether a path ends, through links or at once, in /proc, where names stand for what a process
 * has open. /dev/stdout is such a path, whatever standard output is. */
static bool ends_in_proc(const char *path)
{
    char target[PATH_MAX], copy[PATH_MAX];
    int base = AT_FDCWD;

    snprintf(copy, sizeof copy, "%s", path);
    for (int links = 0; links < MAX_LINKS; links++) {
        const char *name;
        int folder = open_folder(base, copy, &name);
        bool found = folder >= 0 && is_in_proc(folder);
        ssize_t n = folder < 0 || found ? -1 : readlinkat(folder, name, target, sizeof target - 1);

        if (base != AT_FDCWD) {
            close(base);
        }
        base = folder;
        if (n < 0) {
            if (base >= 0) {
                close(base);
            }
            return found;
        }
        memcpy(copy, target, (size_t)n);
        copy[n] = '\0';
    }
    close(base);
    return false;
}

/* Whether nothing may take the place of what has this name. */
static bool must_stay(const char *path)
{
    struct stat status;

    return !stat(path, &status) && (!S_ISREG(status.st_mode) || ends_in_proc(path));
}

/* Writes `n` bytes, and remembers why it could not: the C library forgets. */
static ssize_t write_all(void *out_, const char *bytes, size_t n)
{
    struct output *out = out_;
    size_t done = 0;

    while (done < n) {
        ssize_t written = write(out->fd, bytes + done, n - done);

        if (written < 0 && errno != EINTR) {
            out->error = out->error ? out->error : errno;
            return 0;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    return (ssize_t)n;
}

/* The stream of a descriptor, which is closed if there can be none. */
static FILE *open_stream(struct output *out)
{
    FILE *stream = fopencookie(out, "w", (cookie_io_functions_t){.write = write_all});

    if (!stream) {
        close(out->fd);
    }
    return stream;
}

static bool open_in_place(struct output *out, const char *path)
{
    /* At the end of what others have written there through another descriptor. */
    out->fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY);
    out->stream = out->fd < 0 ? NULL : open_stream(out);
    return out->stream;
}

/* Removes what has been made, and keeps errno. */
static void discard(struct output *out)
{
    int error = errno;

    if (out->fresh[0]) {
        unlinkat(out->folder, out->fresh, 0);
    }
    close(out->folder);
    errno = error;
}

static bool open_beside(struct output *out, const char *path)
{
    uint64_t random;

    out->folder = open_folder(AT_FDCWD, path, &out->name);
    if (out->folder < 0) {
        return false;
    }
    if (getrandom(&random, sizeof random, 0) != sizeof random) {
        discard(out);
        return false;
    }
    snprintf(out->fresh, sizeof out->fresh, ".ukeyfuzz-%016" PRIx64, random);
    out->fd =
        openat(out->folder, out->fresh, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (out->fd < 0) {
        out->fresh[0] = '\0';
    }
    out->stream = out->fd < 0 ? NULL : open_stream(out);
    if (!out->stream) {
        discard(out);
    }
    return out->stream;
}

bool output_begin(struct output *out, const char *path)
{
    *out = (struct output){.folder = -1};
    return must_stay(path) ? open_in_place(out, path) : open_beside(out, path);
}

/* Closes the file. False, with errno set, if not all that was written to it has arrived. */
static bool arrived(struct output *out)
{
    int error = 0;

    if (fclose(out->stream)) {
        error = errno;
    }
    error = out->error ? out->error : error;
    if (!error && out->folder >= 0 && fsync(out->fd)) {
        error = errno;
    }
    if (close(out->fd) && !error) {
        error = errno;
    }
    if (error) {
        errno = error;
    }
    return !error;
}

bool output_end(struct output *out, bool whole)
{
    int error = errno;
    bool ok = arrived(out);

    if (!whole) {
        errno = error;
        ok = false;
    }
    if (out->folder < 0) {
        return ok;
    }
    if (!ok || renameat(out->folder, out->fresh, out->folder, out->name)) {
        discard(out);
        return false;
    }
    close(out->folder);
    return true;
}

bool output_is_possible(const char *path)
{
    struct stat status;
    struct output out;
    bool possible;

    if (!stat(path, &status) && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return false;
    }
    if (must_stay(path)) { /* Opening a pipe twice would look like two files to its reader. */
        return !access(path, W_OK);
    }
    possible = output_begin(&out, path);
    if (possible) {
        output_end(&out, false);
    }
    return possible;
}
