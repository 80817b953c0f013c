/*
 * Links a program: compiles what is still source, merges it all into one object whose symbols are
 * redirected, and links that with what explores it.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cc.h"
#include "../tool.h"
#include "support/temporary.h"

/* A folder for what is made on the way. */
static char folder[TEMPORARY_PATH];

static char *temporary(const char *name, size_t number)
{
    char *path;

    if (asprintf(&path, "%s/%zu-%s", folder, number, name) < 0) {
        perror("ukeyfuzz");
        exit(TOOL_UNUSABLE);
    }
    return path;
}

static void remove_folder(void)
{
    DIR *d = opendir(folder);
    struct dirent *entry;

    while (d && (entry = readdir(d))) {
        unlinkat(dirfd(d), entry->d_name, 0);
    }
    if (d) {
        closedir(d);
    }
    rmdir(folder);
}

/* Compiles the sources; their objects are merged first. */
static int compile_sources(const struct cc_line *line, const struct cc_compiler *compiler,
                           struct words *objects)
{
    for (size_t i = 0; i < line->source.n; i += 2) {
        const char *source = line->source.word[i + 1];
        const char *base = strrchr(source, '/') ? strrchr(source, '/') + 1 : source;
        char *object = temporary(base, i / 2);
        struct words command = {0};
        int code;

        if (asprintf(&object, "%s.o", object) < 0) {
            return TOOL_UNUSABLE;
        }
        words_add(&command, line->cxx ? compiler->cxx : compiler->c);
        words_append(&command, &line->compile);
        words_add(&command, "-c");
        if (strcmp(line->source.word[i], "none")) {
            words_add(&command, "-x");
            words_add(&command, line->source.word[i]);
        }
        words_add(&command, source);
        words_add(&command, "-o");
        words_add(&command, object);
        cc_add_instrumentation(&command, compiler, line);
        code = cc_run(&command);
        free(command.word);
        if (code) {
            return code;
        }
        words_add(objects, object);
    }
    return 0;
}

static int merge(const struct cc_line *line, const struct words *objects, const char *merged)
{
    const char *script = cc_installed("merge.ld");
    struct words command = {0};
    int code;

    if (!script) {
        return TOOL_UNUSABLE;
    }
    words_add(&command, "ld");
    words_add(&command, "-r");
    words_add(&command, "-d"); /* Common symbols get a place. */
    words_add(&command, "--force-group-allocation");
    if (line->task == CC_PROGRAM) {
        words_add(&command, "-T");
        words_add(&command, script);
        words_add(&command, "-u");
        words_add(&command, "main");
    }
    words_add(&command, "-o");
    words_add(&command, merged);
    words_append(&command, objects);
    words_append(&command, &line->merge);
    code = cc_run(&command);
    free(command.word);
    return code;
}

/* A program also gets the names of what it calls in a section, for `ukeyfuzz doctor`. */
static int redirect(const struct cc_line *line, const char *merged)
{
    const char *script = cc_installed("redirect");
    struct words command = {0};
    int code;

    if (!script) {
        return TOOL_UNUSABLE;
    }
    words_add(&command, "sh");
    words_add(&command, script);
    words_add(&command, merged);
    if (line->task == CC_PROGRAM) {
        words_add(&command, "ukeyfuzz_imports");
    }
    code = cc_run(&command);
    free(command.word);
    return code;
}

/* Whether an object's file has a name in it. */
static bool has_name(const char *object, const char *name, size_t n)
{
    FILE *stream = fopen(object, "re");
    struct stat status;
    char *text = NULL;
    bool found = false;

    if (!stream) {
        return false;
    }
    if (!fstat(fileno(stream), &status) && (text = malloc((size_t)status.st_size + 1))) {
        found = memmem(text, fread(text, 1, (size_t)status.st_size, stream), name, n);
    }
    free(text);
    fclose(stream);
    return found;
}
#define HAS_NAME(object, name) has_name(object, name, sizeof(name) - 1)

static bool needs_cxx(const char *object)
{
    return HAS_NAME(object, "__gxx_personality_v0");
}

/* Thread-local variables that the compiler has not emulated are at one place for all threads. */
static void warn_of_thread_locals(const struct cc_line *line, const char *object)
{
    if (HAS_NAME(object, ".tbss\0") || HAS_NAME(object, ".tdata\0")) {
        fprintf(
            stderr,
            "ukeyfuzz: cc: %s: has thread-local variables that are not emulated: a pointer to one "
            "leads another thread to its own variable; compile all of it without --gcc\n",
            line->output ? line->output : "a.out");
    }
}

/* libFuzzer without its main(). */
#define LIBFUZZER "libclang_rt.fuzzer_no_main-x86_64.a"

static int link_all(const struct cc_line *line, const struct cc_compiler *compiler,
                    const char *merged)
{
    const char *room = cc_installed("ukeyfuzz-program.o");
    bool fuzzer = line->task == CC_PROGRAM && line->fuzzer;
    const char *engine = fuzzer ? cc_library(compiler, LIBFUZZER) : NULL;
    struct words command = {0};
    int code;

    if (!room || (fuzzer && !engine)) {
        return TOOL_UNUSABLE;
    }
    words_add(&command, line->cxx || needs_cxx(merged) ? compiler->cxx : compiler->c);
    words_add(&command, "-Wno-unused-command-line-argument");
    words_add(&command, "-o");
    words_add(&command, line->output ? line->output : "a.out");
    words_add(&command, merged);
    if (line->task == CC_PROGRAM) {
        words_add(&command, room);
    }
    words_append(&command, &line->link);
    if (engine) {
        words_add(&command, engine);
        words_add(&command, "-lstdc++");
    }
    words_add(&command, "-pthread");
    words_add(&command, "-lm");
    code = cc_run(&command);
    free(command.word);
    return code;
}

int cc_link(const struct cc_line *line, const struct cc_compiler *compiler)
{
    struct words objects = {0};
    char *merged;
    int code;

    if (!temporary_folder("cc", folder)) {
        return tool_error("cannot make a folder in $TMPDIR or /tmp: %s", strerror(errno));
    }
    atexit(remove_folder);
    merged = temporary("merged.o", 0);
    code = compile_sources(line, compiler, &objects);
    if (!code) {
        code = merge(line, &objects, merged);
    }
    if (!code) {
        code = redirect(line, merged);
    }
    if (!code && line->task == CC_PROGRAM) {
        warn_of_thread_locals(line, merged);
    }
    return code ? code : link_all(line, compiler, merged);
}
