#include "program/world/descriptors.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { KEPT_MAX = 256 };

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

static bool is_inside(int fd)
{
    char path[32], kind[32] = "";

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return !is_kept((unsigned)fd) && readlink(path, kind, sizeof kind - 1) > 0 &&
           (!strncmp(kind, "pipe:", 5) || !strcmp(kind, "anon_inode:[eventfd]") || is_of_pair(fd));
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
