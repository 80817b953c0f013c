#include "program/kernel/descriptors.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { KEPT_MAX = 256, OTHERS_MAX = 256 };

/* In ascending order. If they are not known, or too many, nothing is closed. */
static unsigned kept[KEPT_MAX];
static unsigned n_kept;
static bool known;

static void keep(unsigned number)
{
    unsigned i = n_kept++;

    for (; i > 0 && kept[i - 1] > number; i--) {
        kept[i] = kept[i - 1];
    }
    kept[i] = number;
}

void descriptors_keep(void)
{
    DIR *folder = opendir("/proc/self/fd");
    const struct dirent *entry;

    known = folder != NULL;
    n_kept = 0;
    while (folder && (entry = readdir(folder))) {
        unsigned number = (unsigned)strtoul(entry->d_name, NULL, 10);

        if (entry->d_name[0] == '.' || (int)number == dirfd(folder)) {
            continue;
        }
        if (n_kept == KEPT_MAX) {
            known = false;
            break;
        }
        keep(number);
    }
    if (folder) {
        closedir(folder);
    }
}

void descriptors_give_back(void)
{
    unsigned from = 0;

    for (unsigned i = 0; known && i < n_kept; from = kept[i++] + 1) {
        if (from < kept[i]) {
            (void)close_range(from, kept[i] - 1, 0);
        }
    }
    if (known) {
        (void)close_range(from, UINT_MAX, 0);
    }
}

static bool is_kept(unsigned number)
{
    for (unsigned i = 0; i < n_kept; i++) {
        if (kept[i] == number) {
            return true;
        }
    }
    return !known;
}

/* One of socketpair() has a peer without a name. */
static bool is_of_pair(int fd)
{
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;

    return !getpeername(fd, (struct sockaddr *)&peer, &size) && peer.ss_family == AF_UNIX &&
           size <= sizeof peer.ss_family;
}

/* Whether the other end of a connected socket is one of this execution's, of which there are few. */
static bool is_of_own_peer(int fd)
{
    struct sockaddr_storage peer, own;
    socklen_t size = sizeof peer;

    if (getpeername(fd, (struct sockaddr *)&peer, &size) || peer.ss_family == AF_UNIX) {
        return false;
    }
    for (int other = 0; other < OTHERS_MAX; other++) {
        socklen_t own_size = sizeof own;

        if (!is_kept((unsigned)other) && !getsockname(other, (struct sockaddr *)&own, &own_size) &&
            own_size == size && !memcmp(&own, &peer, size)) {
            return true;
        }
    }
    return false;
}

/* A message queue that this execution has opened is nobody else's. */
static bool is_queue(int fd)
{
    enum { MQUEUE_MAGIC = 0x19800202 };
    struct statfs system;

    return !fstatfs(fd, &system) && system.f_type == MQUEUE_MAGIC;
}

static bool is_inside(int fd);

/* Whether an epoll watches something, and only what is inside. */
static bool watches_inside(int fd)
{
    char path[40], line[128];
    unsigned n_watched = 0;
    bool inside = true;
    FILE *info;

    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
    info = fopen(path, "re");
    while (info && inside && fgets(line, sizeof line, info)) {
        if (!strncmp(line, "tfd:", 4)) {
            inside = is_inside((int)strtol(line + 4, NULL, 10));
            n_watched++;
        }
    }
    if (info) {
        fclose(info);
    }
    return inside && n_watched > 0;
}

static bool is_inside(int fd)
{
    char path[32], kind[32] = "";

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (is_kept((unsigned)fd) || readlink(path, kind, sizeof kind - 1) <= 0) {
        return false;
    }
    if (!strcmp(kind, "anon_inode:[eventpoll]")) {
        return watches_inside(fd);
    }
    return !strncmp(kind, "pipe:", 5) || !strcmp(kind, "anon_inode:[eventfd]") || is_of_pair(fd) ||
           is_of_own_peer(fd) || is_queue(fd);
}

bool descriptors_are_inside(const struct pollfd *entries, nfds_t n)
{
    unsigned n_inside = 0;

    for (nfds_t i = 0; i < n; i++) {
        if (entries[i].fd >= 0 && !is_inside(entries[i].fd)) {
            return false;
        }
        n_inside += entries[i].fd >= 0;
    }
    return n_inside > 0;
}
