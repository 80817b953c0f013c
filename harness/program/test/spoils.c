/*
 * Writes bytes (the first argument) over all memory that it shares with other processes, or nothing,
 * and goes on, or leaves by a call of the kernel that is not controlled (a second argument).
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void spoil_line(const char *line, int byte)
{
    unsigned long from, to;
    char flags[5];

    if (sscanf(line, "%lx-%lx %4s", &from, &to, flags) == 3 && !strcmp(flags, "rw-s")) {
        memset((void *)from, byte, to - from);
    }
}

static void spoil(int byte)
{
    static char maps[1 << 16];
    int fd = open("/proc/self/maps", O_RDONLY);
    size_t size = 0;
    ssize_t n;

    while ((n = read(fd, maps + size, sizeof maps - 1 - size)) > 0) {
        size += (size_t)n;
    }
    close(fd);
    for (char *rest = maps, *line; (line = strsep(&rest, "\n"));) {
        spoil_line(line, byte);
    }
}

int main(int argc, char **argv)
{
    if (atoi(argv[1]) > 0) {
        spoil(atoi(argv[1]));
    }
    if (argc > 2) {
        __asm__ volatile("syscall" ::"a"(231), "D"(0) : "rcx", "r11", "memory"); /* exit_group(0) */
    }
    return 0;
}
