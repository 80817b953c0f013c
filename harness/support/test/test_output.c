/* Files that are written whole or not at all, in a folder that somebody else has prepared. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/test/folder.h"
#include "support/output.h"

static void make(const char *file, const char *text)
{
    FILE *stream = fopen(file, "w");

    CHECK(stream);
    fputs(text, stream);
    CHECK_INT(fclose(stream), 0);
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

static void check_holds(const char *file, const char *text)
{
    char buffer[64];
    FILE *stream = fopen(file, "r");
    size_t n;

    CHECK(stream);
    n = fread(buffer, 1, sizeof buffer - 1, stream);
    buffer[n] = '\0';
    fclose(stream);
    CHECK_TEXT(buffer, text);
}

/* How many files there are here. */
static unsigned n_files(void)
{
    DIR *dir = opendir(".");
    unsigned n = 0;

    CHECK(dir);
    for (const struct dirent *entry; (entry = readdir(dir));) {
        n += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
    }
    closedir(dir);
    return n;
}

static void writes_and_replaces(void)
{
    CHECK(write_to("file", "old"));
    CHECK(write_to("file", "new"));
    check_holds("file", "new");
    CHECK_INT(n_files(), 1);
}

static void has_the_mode_that_umask_leaves(void)
{
    mode_t old = umask(027);
    struct stat status;

    CHECK(write_to("file", ""));
    umask(old);
    CHECK_INT(stat("file", &status), 0);
    CHECK_INT(status.st_mode & 0777, 0640);
}

static void follows_no_link(void)
{
    make("victim", "precious");
    CHECK_INT(symlink("victim", "file"), 0);
    CHECK_INT(symlink("victim", "file.new"), 0);
    CHECK_INT(symlink("victim", ".file.new"), 0);
    CHECK(write_to("file", "new"));
    check_holds("victim", "precious");
    check_holds("file", "new");
    CHECK_INT(n_files(), 4);
}

static void makes_nothing_at_the_end_of_a_dangling_link(void)
{
    CHECK_INT(symlink("elsewhere", "file"), 0);
    CHECK(write_to("file", "new"));
    CHECK_INT(access("elsewhere", F_OK), -1);
    check_holds("file", "new");
}

/* A file with two names is left to the other one. */
static void leaves_other_names_of_a_file_alone(void)
{
    make("victim", "precious");
    CHECK_INT(link("victim", "file"), 0);
    CHECK(write_to("file", "new"));
    check_holds("victim", "precious");
}

static void can_be_given_up(void)
{
    struct output out;

    make("file", "old");
    CHECK(output_begin(&out, "file"));
    fputs("half", out.stream);
    errno = EDOM;
    CHECK(!output_end(&out, false));
    CHECK_INT(errno, EDOM);
    check_holds("file", "old");
    CHECK_INT(n_files(), 1);
}

/* The descriptor is replaced by a full device while it is written to. */
static void a_full_disk_leaves_the_old_file(void)
{
    struct output out;
    int full = open("/dev/full", O_WRONLY);

    make("file", "old");
    CHECK(output_begin(&out, "file"));
    CHECK(dup2(full, out.fd) >= 0);
    for (int i = 0; i < 10000; i++) {
        fputs("more than a buffer", out.stream);
    }
    CHECK(!output_end(&out, true));
    CHECK_INT(errno, ENOSPC);
    check_holds("file", "old");
    CHECK_INT(n_files(), 1);
    close(full);
}

static void writes_to_pipes_and_devices(void)
{
    struct stat status;
    char buffer[8] = "";
    int fd;

    CHECK_INT(mkfifo("pipe", 0600), 0);
    fd = open("pipe", O_RDONLY | O_NONBLOCK);
    CHECK(write_to("pipe", "through"));
    CHECK_INT(read(fd, buffer, sizeof buffer - 1), 7);
    CHECK_TEXT(buffer, "through");
    close(fd);
    CHECK_INT(symlink("/dev/null", "null"), 0);
    CHECK(write_to("null", "x"));
    CHECK_INT(lstat("null", &status), 0);
    CHECK(S_ISLNK(status.st_mode));
    CHECK_INT(n_files(), 2);
}

/* Standard output is a file, and /dev/stdout leads there, also through a link of ours. */
static void writes_to_what_is_open(void)
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
    CHECK(first);
    CHECK(second);
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    CHECK(write_to(name, "c"));
    check_holds("file", "abc");
    CHECK_INT(n_files(), 2);
    close(file);
}

static void says_why_not(void)
{
    CHECK_INT(mkdir("folder", 0700), 0);
    CHECK(!write_to("folder", ""));
    CHECK_INT(errno, EISDIR);
    CHECK(!write_to("folder/", ""));
    CHECK(!write_to("", ""));
    CHECK_INT(errno, ENOENT);
    CHECK(!write_to("nowhere/file", ""));
    CHECK_INT(errno, ENOENT);
    CHECK(!output_is_possible("nowhere/file"));
    CHECK(!output_is_possible("folder"));
    CHECK_INT(n_files(), 1);
    CHECK(output_is_possible("file"));
    CHECK_INT(n_files(), 1);
}

/* A loop of links is no file, and is replaced as any link is. */
static void links_in_a_loop(void)
{
    CHECK_INT(symlink("b", "a"), 0);
    CHECK_INT(symlink("a", "b"), 0);
    CHECK(write_to("a", "new"));
    check_holds("a", "new");
}

static void long_names_fit(void)
{
    char name[256];

    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    CHECK(write_to(name, "new"));
    check_holds(name, "new");
}

#define TEST(name) CASE_WITH(name, folder_begin, folder_end)

int main(void)
{
    const struct test_case tests[] = {
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

    return RUN_CASES(tests);
}
