#include "support/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>

#include "support/printable.h"

static void print(void *stream, const char *text, size_t n)
{
    fwrite(text, 1, n, stream);
}

struct json json_begin(FILE *stream)
{
    struct json json = {.stream = stream, .generator = yajl_gen_alloc(NULL)};

    if (!json.generator ||
        !yajl_gen_config(json.generator, yajl_gen_print_callback, print, stream)) {
        fputs("not enough memory for JSON\n", stderr);
        exit(2);
    }
    return json;
}

void json_finish_part(struct json *json)
{
    yajl_gen_free(json->generator);
    json->generator = NULL;
}

void json_finish(struct json *json)
{
    json_finish_part(json);
    putc('\n', json->stream);
}

static void check(yajl_gen_status status)
{
    if (status != yajl_gen_status_ok) {
        abort();
    }
}

static bool in_object(const struct json *json)
{
    return json->objects >> json->depth & 1;
}

static void write_name(struct json *json, const char *name)
{
    if (in_object(json) != (name != NULL)) {
        abort();
    }
    if (name) {
        check(yajl_gen_string(json->generator, (const unsigned char *)name, strlen(name)));
    }
}

/* Enters an object or an array. */
static void enter(struct json *json, bool is_object)
{
    json->depth++;
    json->objects &= ~((uint64_t)1 << json->depth);
    json->objects |= (uint64_t)is_object << json->depth;
}

void json_object(struct json *json, const char *name)
{
    write_name(json, name);
    check(yajl_gen_map_open(json->generator));
    enter(json, true);
}

void json_array(struct json *json, const char *name)
{
    write_name(json, name);
    check(yajl_gen_array_open(json->generator));
    enter(json, false);
}

void json_end(struct json *json)
{
    check((in_object(json) ? yajl_gen_map_close : yajl_gen_array_close)(json->generator));
    json->depth--;
}

/* Has yajl write what stands before a value, for one that is written here: yajl knows nothing of
 * terminals, nor of bytes that are not UTF-8. */
static void before_value(struct json *json, const char *name)
{
    write_name(json, name);
    check(yajl_gen_number(json->generator, "", 0));
}

void json_string(struct json *json, const char *name, const char *text)
{
    before_value(json, name);
    printable_json(json->stream, text);
}

void json_whole(struct json *json, const char *name, uint64_t value)
{
    before_value(json, name);
    fprintf(json->stream, "%" PRIu64, value);
}

void json_signed(struct json *json, const char *name, int64_t value)
{
    write_name(json, name);
    check(yajl_gen_integer(json->generator, value));
}

void json_real(struct json *json, const char *name, double value)
{
    if (!isfinite(value)) {
        json_null(json, name);
        return;
    }
    before_value(json, name);
    fprintf(json->stream, "%.15g", value);
}

void json_bool(struct json *json, const char *name, bool value)
{
    write_name(json, name);
    check(yajl_gen_bool(json->generator, value));
}

void json_null(struct json *json, const char *name)
{
    write_name(json, name);
    check(yajl_gen_null(json->generator));
}
