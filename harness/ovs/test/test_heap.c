/* What an execution leaves is freed before the next one, and nothing else is. */
#include "ovs/heap.h"

#include <malloc.h>
#include <stdint.h>
#include <string.h>

#include "test/check.h"

enum { MANY = 5000, SIZE = 900 };

/* A sanitizer has a heap of its own. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static size_t bytes_in_use(void)
{
    return __sanitizer_get_current_allocated_bytes ? __sanitizer_get_current_allocated_bytes()
                                                   : mallinfo2().uordblks;
}

static void leave_blocks(void)
{
    for (unsigned i = 0; i < MANY; i++) {
        void *aligned = NULL;
        char *moved = ovs_malloc(8);

        CHECK(ovs_calloc(1, SIZE) != NULL);
        CHECK(!ovs_posix_memalign(&aligned, 64, SIZE) && (uintptr_t)aligned % 64 == 0);
        moved = ovs_realloc(moved, SIZE);
        CHECK(moved != NULL);
    }
}

/* Nobody keeps account of it in a new process, in which this case is the first. */
static void what_was_there_first_stays(void)
{
    char *first = ovs_malloc(SIZE);

    memset(first, 'a', SIZE);
    ovs_heap_begin();
    leave_blocks();
    ovs_heap_begin();
    CHECK(first[0] == 'a' && first[SIZE - 1] == 'a');
    ovs_free(first);
}

static void what_is_left_goes_before_the_next_execution(void)
{
    size_t before;

    ovs_heap_begin();
    before = bytes_in_use();
    for (unsigned i = 0; i < 3; i++) {
        leave_blocks();
        CHECK(bytes_in_use() >= before + (size_t)3 * MANY * SIZE);
        ovs_heap_begin();
        CHECK(bytes_in_use() < before + (size_t)MANY * SIZE / 10); /* The C library keeps some. */
    }
}

static void what_is_freed_is_not_freed_again(void)
{
    static void *blocks[MANY];
    uint32_t random = 1;

    ovs_heap_begin();
    for (unsigned i = 0; i < 40 * MANY; i++) {
        random = random * 1103515245 + 12345;
        if (blocks[random / 65536 % MANY]) {
            ovs_free(blocks[random / 65536 % MANY]);
            blocks[random / 65536 % MANY] = NULL;
        } else {
            blocks[random / 65536 % MANY] = ovs_malloc(16);
        }
    }
    ovs_heap_begin();
    ovs_free(NULL);
}

static void what_the_library_has_made_can_be_freed(void)
{
    ovs_heap_begin();
    ovs_free(strdup("a text"));
    ovs_free(ovs_realloc(NULL, 8));
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(what_was_there_first_stays),
        CASE(what_is_left_goes_before_the_next_execution),
        CASE(what_is_freed_is_not_freed_again),
        CASE(what_the_library_has_made_can_be_freed),
    };

    return RUN_CASES(cases);
}
