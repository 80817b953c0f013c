/* Files that somebody else has made: none of them is waited for, and none fills the memory. */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/input.h"

enum { ROOM = 8 };

static int setup(void **state)
{
    static char folder[] = "/tmp/test-input-XXXXXX";

    *state = folder;
    return !mkdtemp(folder) || chdir(folder);
}

static int teardown(void **state)
{
    return chdir("/") || rmdir(*state);
}

static void assert_refused(const char *file, const char *why)
{
    char data[ROOM];

    assert_int_equal(input_read(file, data, sizeof data), -1);
    assert_string_equal(input_error(), why);
}

static void make(const char *file, const char *text)
{
    FILE *stream = fopen(file, "w");

    assert_non_null(stream);
    fputs(text, stream);
    assert_int_equal(fclose(stream), 0);
}

static void test_reads_no_more_than_there_is_room_for(void **state)
{
    char data[ROOM + 1] = "";

    make("file", "1234567");
    assert_int_equal(input_read("file", data, ROOM), 7);
    make("file", "123456789");
    assert_int_equal(input_read("file", data, ROOM), ROOM);
    assert_string_equal(data, "12345678");
    assert_int_equal(truncate("file", (off_t)1 << 40), 0);
    assert_int_equal(input_read("file", data, ROOM), ROOM);
    unlink("file");
}

static void test_refuses_what_is_no_file(void **state)
{
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_int_equal(symlink("/dev/zero", "device"), 0);
    assert_refused("pipe", "not a regular file");
    assert_refused("device", "not a regular file");
    assert_refused(".", "not a regular file");
    assert_refused("nothing", "No such file or directory");
    unlink("pipe");
    unlink("device");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_no_more_than_there_is_room_for),
        cmocka_unit_test(test_refuses_what_is_no_file),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
