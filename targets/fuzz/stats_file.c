#include "stats_file.h"

#include <string.h>

#include "shared_file.h"

enum { STATS_SIZE = 8192, MAX_LINES = 160, DIGITS = 20 };

static char *mapping;
static size_t n_lines, used;
static struct {
    char *digits; /* Where the value stands. */
    uint64_t value;
} lines[MAX_LINES];

/* Values stand at the left, and blanks behind them. printf() would take as long as all the rest. */
static void write_value(char *at, uint64_t value)
{
    char text[DIGITS];
    unsigned first = DIGITS;

    do {
        text[--first] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    memcpy(at, text + first, DIGITS - first);
    memset(at + DIGITS - first, ' ', first);
}

static void begin_line(const char *name)
{
    size_t n = strlen(name) + 2;

    if (n_lines == MAX_LINES || used + n + DIGITS + 1 > STATS_SIZE) {
        return;
    }
    memcpy(mapping + used, name, n - 2);
    memcpy(mapping + used + n - 2, ": ", 2);
    lines[n_lines].digits = mapping + used + n;
    write_value(lines[n_lines].digits, 0);
    used += n + DIGITS + 1;
    n_lines++;
}

static void set(size_t line, const char *name, uint64_t value)
{
    if (line == n_lines) {
        begin_line(name);
    }
    if (line < n_lines && lines[line].value != value) {
        lines[line].value = value;
        write_value(lines[line].digits, value);
    }
}

void stats_file_open(const char *name)
{
    if (name && *name) {
        mapping = shared_file_map(name, STATS_SIZE);
        memset(mapping, '\n', STATS_SIZE);
        begin_line("executions");
    }
}

void stats_file_count_execution(void)
{
    if (mapping) {
        set(0, "executions", lines[0].value + 1);
    }
}

void stats_file_set(size_t line, const char *name, uint64_t value)
{
    if (mapping) {
        set(line + 1, name, value);
    }
}
