#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_tree.h>

#include "support/json.h"

struct json_value *json_read(const char *text)
{
    char error[1]; /* Nobody wants to know what is wrong in it. */

    return (struct json_value *)yajl_tree_parse(text, error, sizeof error);
}

void json_free(struct json_value *value)
{
    yajl_tree_free((yajl_val)value);
}

static yajl_val member(const struct json_value *value, const char *name, yajl_type type)
{
    const char *path[] = {name, NULL};

    return value ? yajl_tree_get((yajl_val)(uintptr_t)value, path, type) : NULL;
}

/* The byte that the half of a surrogate pair at `text` stands for, which yajl has left as three
 * bytes; -1 if there is none. */
static int lone_byte(const unsigned char *text)
{
    if (text[0] == 0xed && (text[1] == 0xb2 || text[1] == 0xb3) && (text[2] & 0xc0) == 0x80) {
        return (text[1] & 3) << 6 | (text[2] & 0x3f);
    }
    return -1;
}

void json_read_string(const struct json_value *value, const char *name, char *into, size_t size)
{
    yajl_val string = member(value, name, yajl_t_string);
    const char *from = string ? YAJL_GET_STRING(string) : "";
    size_t n = 0;

    while (*from && n + 1 < size) {
        int byte = lone_byte((const unsigned char *)from);

        into[n++] = byte < 0 ? *from : (char)byte;
        from += byte < 0 ? 1 : 3;
    }
    into[n] = '\0';
}

uint64_t json_read_whole(const struct json_value *value, const char *name)
{
    yajl_val number = member(value, name, yajl_t_number);

    return number && YAJL_IS_INTEGER(number) && YAJL_GET_INTEGER(number) > 0
               ? (uint64_t)YAJL_GET_INTEGER(number)
               : 0;
}

size_t json_read_length(const struct json_value *value, const char *name)
{
    yajl_val array = member(value, name, yajl_t_array);

    return array ? YAJL_GET_ARRAY(array)->len : 0;
}
