/* Files that are written whole or not at all, in a folder that somebody else has prepared. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/output.h"

static int setup(void **state)
{
    static char folder[] = "/tmp/test-output-XXXXXX";

    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    *state = folder;
    return !mkdtemp(folder) || chdir(folder);
}

static int teardown(void **state)
{
    char command[64];

    snprintf(command, sizeof command, "rm -rf %s", (const char *)*state);
    return chdir("/") || system(command);
}

static void make(const char *file, const char *text)
{
    FILE *stream = fopen(file, "w");

    assert_non_null(stream);
    fputs(text, stream);
    assert_int_equal(fclose(stream), 0);
}

static bool write_to(const char *file, const char *text)
{
    struct output out;

    if (!output_begin(&out, file)) {
        return false;
    }
    fputs(text, out.stream);
    return output_end(&out, true);
}

static void assert_holds(const char *file, const char *text)
{
    char buffer[64];
    FILE *stream = fopen(file, "r");
    size_t n;

    assert_non_null(stream);
    n = fread(buffer, 1, sizeof buffer - 1, stream);
    buffer[n] = '\0';
    fclose(stream);
    assert_string_equal(buffer, text);
}

/* How many files there are here. */
static unsigned n_files(void)
{
    DIR *dir = opendir(".");
    unsigned n = 0;

    assert_non_null(dir);
    for (const struct dirent *entry; (entry = readdir(dir));) {
        n += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
    }
    closedir(dir);
    return n;
}

static void writes_and_replaces(void **state)
{
    assert_true(write_to("file", "old"));
    assert_true(write_to("file", "new"));
    assert_holds("file", "new");
    assert_int_equal(n_files(), 1);
}

static void has_the_mode_that_umask_leaves(void **state)
{
    mode_t old = umask(027);
    struct stat status;

    assert_true(write_to("file", ""));
    umask(old);
    assert_int_equal(stat("file", &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
}

static void follows_no_link(void **state)
{
    make("victim", "precious");
    assert_int_equal(symlink("victim", "file"), 0);
    assert_int_equal(symlink("victim", "file.new"), 0);
    assert_int_equal(symlink("victim", ".file.new"), 0);
    assert_true(write_to("file", "new"));
    assert_holds("victim", "precious");
    assert_holds("file", "new");
    assert_int_equal(n_files(), 4);
}

static void makes_nothing_at_the_end_of_a_dangling_link(void **state)
{
    assert_int_equal(symlink("elsewhere", "file"), 0);
    assert_true(write_to("file", "new"));
    assert_int_equal(access("elsewhere", F_OK), -1);
    assert_holds("file", "new");
}

/* A file with two names is left to the other one. */
static void leaves_other_names_of_a_file_alone(void **state)
{
    make("victim", "precious");
    assert_int_equal(link("victim", "file"), 0);
    assert_true(write_to("file", "new"));
    assert_holds("victim", "precious");
}

static void can_be_given_up(void **state)
{
    struct output out;

    make("file", "old");
    assert_true(output_begin(&out, "file"));
    fputs("half", out.stream);
    errno = EDOM;
    assert_false(output_end(&out, false));
    assert_int_equal(errno, EDOM);
    assert_holds("file", "old");
    assert_int_equal(n_files(), 1);
}

/* The descriptor is replaced by a full device while it is written to. */
static void a_full_disk_leaves_the_old_file(void **state)
{
    struct output out;
    int full = open("/dev/full", O_WRONLY);

    make("file", "old");
    assert_true(output_begin(&out, "file"));
    assert_true(dup2(full, out.fd) >= 0);
    for (int i = 0; i < 10000; i++) {
        fputs("more than a buffer", out.stream);
    }
    assert_false(output_end(&out, true));
    assert_int_equal(errno, ENOSPC);
    assert_holds("file", "old");
    assert_int_equal(n_files(), 1);
    close(full);
}

static void writes_to_pipes_and_devices(void **state)
{
    struct stat status;
    char buffer[8] = "";
    int fd;

    assert_int_equal(mkfifo("pipe", 0600), 0);
    fd = open("pipe", O_RDONLY | O_NONBLOCK);
    assert_true(write_to("pipe", "through"));
    assert_int_equal(read(fd, buffer, sizeof buffer - 1), 7);
    assert_string_equal(buffer, "through");
    close(fd);
    assert_int_equal(symlink("/dev/null", "null"), 0);
    assert_true(write_to("null", "x"));
    assert_int_equal(lstat("null", &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(n_files(), 2);
}

/* Standard output is a file, and /dev/stdout leads there, also through a link of ours. */
static void writes_to_what_is_open(void **state)
{
    int saved, file = open("file", O_WRONLY | O_CREAT, 0600);
    bool first, second;
    char name[64];

    saved = dup(STDOUT_FILENO);
    fflush(stdout);
    dup2(file, STDOUT_FILENO);
    first = write_to("/dev/stdout", "a");
    second = symlink("/dev/stdout", "link") == 0 && write_to("link", "b");
    dup2(saved, STDOUT_FILENO);
    close(saved);
    assert_true(first);
    assert_true(second);
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    assert_true(write_to(name, "c"));
    assert_holds("file", "abc");
    assert_int_equal(n_files(), 2);
    close(file);
}

static void says_why_not(void **state)
{
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_false(write_to("folder", ""));
    assert_int_equal(errno, EISDIR);
    assert_false(write_to("folder/", ""));
    assert_false(write_to("", ""));
    assert_int_equal(errno, ENOENT);
    assert_false(write_to("nowhere/file", ""));
    assert_int_equal(errno, ENOENT);
    assert_false(output_is_possible("nowhere/file"));
    assert_false(output_is_possible("folder"));
    assert_int_equal(n_files(), 1);
    assert_true(output_is_possible("file"));
    assert_int_equal(n_files(), 1);
}

/* A loop of links is no file, and is replaced as any link is. */
static void links_in_a_loop(void **state)
{
    assert_int_equal(symlink("b", "a"), 0);
    assert_int_equal(symlink("a", "b"), 0);
    assert_true(write_to("a", "new"));
    assert_holds("a", "new");
}

static void long_names_fit(void **state)
{
    char name[256];

    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_true(write_to(name, "new"));
    assert_holds(name, "new");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(writes_and_replaces),
        TEST(has_the_mode_that_umask_leaves),
        TEST(follows_no_link),
        TEST(makes_nothing_at_the_end_of_a_dangling_link),
        TEST(leaves_other_names_of_a_file_alone),
        TEST(can_be_given_up),
        TEST(a_full_disk_leaves_the_old_file),
        TEST(writes_to_pipes_and_devices),
        TEST(writes_to_what_is_open),
        TEST(says_why_not),
        TEST(links_in_a_loop),
        TEST(long_names_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
