/* What is written can be read back, by us and by others, whatever the bytes. */
#include <math.h>
#include <string.h>

#include "test/check.h"
#include "support/json.h"

static char written[4096];

/* Writes an object with one string in it. */
static const char *object_of(const char *text)
{
    FILE *stream = fmemopen(written, sizeof written, "w");
    struct json json = json_begin(stream);

    json_object(&json, NULL);
    json_string(&json, "text", text);
    json_end(&json);
    json_finish(&json);
    fclose(stream);
    return written;
}

static void writes_every_kind(void)
{
    FILE *stream = fmemopen(written, sizeof written, "w");
    struct json json = json_begin(stream);

    json_object(&json, NULL);
    json_whole(&json, "whole", UINT64_MAX);
    json_signed(&json, "signed", -1);
    json_real(&json, "real", 0.1);
    json_real(&json, "many", 1e9);
    json_real(&json, "nan", NAN);
    json_bool(&json, "bool", true);
    json_null(&json, "null");
    json_array(&json, "array");
    json_string(&json, NULL, "é");
    json_array(&json, NULL);
    json_whole(&json, NULL, 1);
    json_end(&json);
    json_object(&json, NULL);
    json_end(&json);
    json_end(&json);
    json_end(&json);
    json_finish(&json);
    fclose(stream);
    CHECK_TEXT(written, "{\"whole\":18446744073709551615,\"signed\":-1,\"real\":0.1,"
                        "\"many\":1000000000,\"nan\":null,\"bool\":true,\"null\":null,"
                        "\"array\":[\"é\",[1],{}]}\n");
}

static void any_bytes_come_back(void)
{
    static const char *const texts[] = {
        "",         "ONCE flow 7",  "\"\\/\b\f\n\r\t", "\033[2J\177", "naïve 中文 🙂",
        "\xff\xfe", "cut \xe4\xb8", "\xed\xa0\x80",    "</script>",   "\xe2\x80\xae gnp",
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct json_value *value = json_read(object_of(texts[i]));
        char back[256];

        CHECK(value);
        json_read_string(value, "text", back, sizeof back);
        CHECK_TEXT(back, texts[i]);
        json_free(value);
    }
}

static void reads_what_is_there(void)
{
    struct json_value *value = json_read(
        "{\"n\": 3, \"real\": 1.5, \"minus\": -1, \"list\": [{}, 1, null], \"text\": \"abcdef\"}");
    char text[4];

    CHECK(value);
    CHECK_INT(json_read_whole(value, "n"), 3);
    CHECK_INT(json_read_whole(value, "real"), 0);
    CHECK_INT(json_read_whole(value, "minus"), 0);
    CHECK_INT(json_read_whole(value, "text"), 0);
    CHECK_INT(json_read_length(value, "list"), 3);
    CHECK_INT(json_read_length(value, "n"), 0);
    json_read_string(value, "text", text, sizeof text);
    CHECK_TEXT(text, "abc");
    json_read_string(value, "n", text, sizeof text);
    CHECK_TEXT(text, "");
    json_free(value);
}

static void what_is_no_json_is_nothing(void)
{
    static const char *const texts[] = {"", "{", "no", "{\"a\":1}}", "{'a': 1}", "{\"a\":\xff}"};
    char text[4];

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        CHECK(!json_read(texts[i]));
    }
    json_read_string(NULL, "a", text, sizeof text);
    CHECK_TEXT(text, "");
    CHECK_INT(json_read_whole(NULL, "a") + json_read_length(NULL, "a"), 0);
}

int main(void)
{
    const struct test_case tests[] = {
        CASE(writes_every_kind),
        CASE(any_bytes_come_back),
        CASE(reads_what_is_there),
        CASE(what_is_no_json_is_nothing),
    };

    return RUN_CASES(tests);
}
