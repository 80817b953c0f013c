/* Files that somebody else has made: none of them is waited for, and none fills the memory. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/test/folder.h"
#include "support/input.h"

enum { ROOM = 8 };

static void check_refused(const char *file, const char *why)
{
    char data[ROOM];

    CHECK_INT(input_read(file, data, sizeof data), -1);
    CHECK_TEXT(input_error(), why);
}

static void make(const char *file, const char *text)
{
    FILE *stream = fopen(file, "w");

    CHECK(stream);
    fputs(text, stream);
    CHECK_INT(fclose(stream), 0);
}

static void test_reads_no_more_than_there_is_room_for(void)
{
    char data[ROOM + 1] = "";

    make("file", "1234567");
    CHECK_INT(input_read("file", data, ROOM), 7);
    make("file", "123456789");
    CHECK_INT(input_read("file", data, ROOM), ROOM);
    CHECK_TEXT(data, "12345678");
    CHECK_INT(truncate("file", (off_t)1 << 40), 0);
    CHECK_INT(input_read("file", data, ROOM), ROOM);
    unlink("file");
}

static void test_refuses_what_is_no_file(void)
{
    CHECK_INT(mkfifo("pipe", 0600), 0);
    CHECK_INT(symlink("/dev/zero", "device"), 0);
    check_refused("pipe", "not a regular file");
    check_refused("device", "not a regular file");
    check_refused(".", "not a regular file");
    check_refused("nothing", "No such file or directory");
    unlink("pipe");
    unlink("device");
}

int main(void)
{
    const struct test_case tests[] = {
        CASE_WITH(test_reads_no_more_than_there_is_room_for, folder_begin, folder_end),
        CASE_WITH(test_refuses_what_is_no_file, folder_begin, folder_end),
    };

    return RUN_CASES(tests);
}
