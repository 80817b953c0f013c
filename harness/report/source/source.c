#include "report/source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct address {
    uint32_t pc; /* A return address; what is asked for is the byte before it. */
    unsigned first, n;
};

struct source_map {
    struct address *addresses; /* In ascending order. */
    size_t n_addresses;
    struct source_line *lines;
    size_t n_lines;
    char *text;               /* What the symbolizer said; the lines' strings are in it. */
    struct source_map *known; /* Of recordings before, whose addresses are not here. */
};

/* Symbolizers, and how they are asked for the same form of answer: for each address a line that
 * repeats it, then two lines per function, the innermost of inlined ones first. */
static const struct {
    const char *program, *style;
} symbolizers[] = {
    {"llvm-symbolizer", "--output-style=GNU"},
    {"llvm-symbolizer-19", "--output-style=GNU"},
    {"llvm-symbolizer-14", "--output-style=GNU"},
    {"addr2line", "-f"},
};
enum { N_SYMBOLIZERS = sizeof symbolizers / sizeof symbolizers[0] };

static int compare(const void *a_, const void *b_)
{
    const struct address *a = a_, *b = b_;

    return a->pc < b->pc ? -1 : a->pc > b->pc;
}

/* What is known of a return address; NULL: nothing. Stores whose it is. */
static const struct address *find_address(const struct source_map *map, uint32_t pc,
                                          const struct source_map **owner)
{
    const struct address key = {.pc = pc};
    const struct address *found = NULL;

    for (; map && !found; map = map->known) {
        found = bsearch(&key, map->addresses, map->n_addresses, sizeof key, compare);
        *owner = map;
    }
    return found;
}

/* Takes those of the addresses that are not known, each once. */
static bool collect(struct source_map *map, const uint32_t *pcs, size_t n_pcs)
{
    const struct source_map *owner;
    size_t n = 0;

    map->addresses = calloc(n_pcs + 1, sizeof *map->addresses);
    if (!map->addresses) {
        return false;
    }
    for (size_t i = 0; i < n_pcs; i++) {
        if (!find_address(map->known, pcs[i], &owner)) {
            map->addresses[n++].pc = pcs[i];
        }
    }
    qsort(map->addresses, n, sizeof *map->addresses, compare);
    for (size_t i = 0; i < n; i++) {
        if (!map->n_addresses || map->addresses[map->n_addresses - 1].pc != map->addresses[i].pc) {
            map->addresses[map->n_addresses++] = map->addresses[i];
        }
    }
    return true;
}

/* Starts a symbolizer. Not by fork(), which takes the locks of malloc(): somebody who died or hangs
 * may hold them. */
static bool start_symbolizer(unsigned which, int questions, int answers, pid_t *pid)
{
    char program[4096];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    const char *name = symbolizers[which].program;
    const char *arguments[] = {name, symbolizers[which].style, "-f", "-i", "-a", "-e", program,
                               NULL};
    posix_spawn_file_actions_t files;
    bool started;

    if (n <= 0 || posix_spawn_file_actions_init(&files)) {
        return false;
    }
    program[n] = '\0';
    started = !posix_spawn_file_actions_adddup2(&files, questions, STDIN_FILENO) &&
              !posix_spawn_file_actions_adddup2(&files, answers, STDOUT_FILENO) &&
              !posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0) &&
              !posix_spawnp(pid, name, &files, NULL, (char *const *)arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    return started;
}

/* Runs a symbolizer with `questions` as its input. Stores its exit status. */
static bool run_symbolizer(unsigned which, int questions, int answers, int *status)
{
    pid_t pid;

    if (lseek(questions, 0, SEEK_SET) || !start_symbolizer(which, questions, answers, &pid)) {
        return false;
    }
    while (waitpid(pid, status, 0) < 0) {
        if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

static char *read_all(int fd)
{
    off_t size = lseek(fd, 0, SEEK_END);
    char *text = size > 0 ? malloc((size_t)size + 1) : NULL;

    if (text && pread(fd, text, (size_t)size, 0) == size) {
        text[size] = '\0';
        return text;
    }
    free(text);
    return NULL;
}

static char *ask(const struct source_map *map)
{
    int questions = memfd_create("addresses", MFD_CLOEXEC);
    int answers = memfd_create("lines", MFD_CLOEXEC);
    char *text = NULL;
    FILE *stream = questions >= 0 ? fdopen(dup(questions), "w") : NULL;

    if (stream && answers >= 0) {
        for (size_t i = 0; i < map->n_addresses; i++) {
            fprintf(stream, "0x%" PRIx32 "\n", map->addresses[i].pc - 1);
        }
        fflush(stream);
        for (unsigned i = 0; i < N_SYMBOLIZERS && !text; i++) {
            int status = -1;

            if (ftruncate(answers, 0) == 0 && lseek(answers, 0, SEEK_SET) == 0 &&
                run_symbolizer(i, questions, answers, &status) && status == 0) {
                text = read_all(answers);
            }
        }
    }
    if (stream) {
        fclose(stream);
    }
    close(questions);
    close(answers);
    return text;
}

static char *next_line(char **text)
{
    char *line = *text, *end = strchr(line, '\n');

    if (!*line) {
        return NULL;
    }
    if (end) {
        *end = '\0';
        *text = end + 1;
    } else {
        *text = line + strlen(line);
    }
    return line;
}

/* "FILE:LINE", possibly followed by more. */
static unsigned split_location(char *location)
{
    char *colon = strrchr(location, ':');

    if (!colon) {
        return 0;
    }
    *colon = '\0';
    return (unsigned)strtoul(colon + 1, NULL, 10);
}

static bool parse(struct source_map *map)
{
    char *at = map->text, *line;
    struct address *address = NULL;
    size_t n_newlines = 1;

    for (const char *c = map->text; *c; c++) {
        n_newlines += *c == '\n';
    }
    map->lines = calloc(n_newlines, sizeof *map->lines);
    if (!map->lines) {
        return false;
    }
    while ((line = next_line(&at))) {
        if (!strncmp(line, "0x", 2)) {
            address = address ? address + 1 : map->addresses;
            if (address == map->addresses + map->n_addresses) {
                return false;
            }
            address->first = (unsigned)map->n_lines;
        } else if (address && *line) {
            char *location = next_line(&at);

            if (!location) {
                return false;
            }
            line[strcspn(line, ".")] = '\0'; /* A compiler's copy, "f.constprop.0", is f. */
            map->lines[map->n_lines++] =
                (struct source_line){line, location, split_location(location)};
            address->n++;
        }
    }
    return true;
}

struct source_map *source_map_add(struct source_map *known, const uint32_t *pcs, size_t n)
{
    struct source_map *map = calloc(1, sizeof *map);

    if (!map) {
        return known;
    }
    map->known = known;
    if (collect(map, pcs, n) && map->n_addresses && (map->text = ask(map)) && parse(map)) {
        return map;
    }
    map->known = NULL;
    source_map_free(map);
    return known;
}

struct source_map *source_map_more(struct source_map *known, const struct recording *r)
{
    size_t n = 0, n_stacks = r->n_events + r->n_objects;
    uint32_t *pcs = malloc((n_stacks * RECORDING_MAX_FRAMES + 1) * sizeof *pcs);

    if (!pcs) {
        return known;
    }
    for (size_t i = 0; i < n_stacks; i++) {
        const uint32_t *frames =
            i < r->n_events ? r->frames[i] : r->objects[i - r->n_events].frames;

        for (unsigned j = 0; j < RECORDING_MAX_FRAMES && frames[j]; j++) {
            pcs[n++] = frames[j];
        }
    }
    known = source_map_add(known, pcs, n);
    free(pcs);
    return known;
}

struct source_map *source_map_make(const struct recording *r)
{
    return source_map_more(NULL, r);
}

void source_map_free(struct source_map *map)
{
    while (map) {
        struct source_map *known = map->known;

        free(map->addresses);
        free(map->lines);
        free(map->text);
        free(map);
        map = known;
    }
}

size_t source_of_address(const struct source_map *map, uint32_t pc,
                         const struct source_line **lines)
{
    const struct source_map *owner;
    const struct address *address = find_address(map, pc, &owner);

    *lines = address ? &owner->lines[address->first] : NULL;
    return address ? address->n : 0;
}

static bool is_not_the_runtime(const char *file)
{
    return file[0] == '/' && !strstr(file, "/harness/runtime/");
}

/* Those of the stack's lines that are in files of the wanted kind. */
static void take_lines(const struct source_map *map, const uint32_t *frames,
                       bool (*is_wanted)(const char *file), struct source_stack *stack)
{
    stack->n = 0;
    for (unsigned i = 0; map && i < RECORDING_MAX_FRAMES && frames[i]; i++) {
        const struct source_line *lines;
        size_t n = source_of_address(map, frames[i], &lines);

        for (size_t j = 0; j < n; j++) {
            if (stack->n < SOURCE_MAX_LINES && is_wanted(lines[j].file)) {
                stack->lines[stack->n++] = lines[j];
            }
        }
    }
}

void source_of_event(const struct source_map *map, const struct recording *r, size_t index,
                     struct source_stack *stack)
{
    take_lines(map, r->frames[index], source_is_under_test, stack);
}

void source_of_frames(const struct source_map *map, const uint32_t frames[RECORDING_MAX_FRAMES],
                      struct source_stack *stack)
{
    take_lines(map, frames, is_not_the_runtime, stack);
}

const struct source_line *source_best(const struct source_stack *stack)
{
    static const char *const wrappers[] = {"mutex_", "rwlock_", "condition_", "check_",
                                           "ukey_transition"};

    for (unsigned i = 0; i < stack->n; i++) {
        bool wraps = false;

        for (unsigned j = 0; j < sizeof wrappers / sizeof wrappers[0]; j++) {
            wraps |= !strncmp(stack->lines[i].function, wrappers[j], strlen(wrappers[j]));
        }
        if (!wraps) {
            return &stack->lines[i];
        }
    }
    return stack->n ? &stack->lines[0] : NULL;
}

const char *source_base(const char *file)
{
    const char *slash = strrchr(file, '/');

    return slash ? slash + 1 : file;
}
