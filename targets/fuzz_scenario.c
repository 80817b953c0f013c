/*
 * The fuzz target for the two forms of a scenario. Any bytes are read as a text, and as the binary
 * form. What either reader accepts must come back the same, through both forms.
 *
 * A scenario is never executed here.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_options.h"
#include "fuzz_run.h"
#include "libfuzzer.h"
#include "model/events.h"
#include "scenario/text.h"

/* What is told of a violation: the text that it is of. */
static const char *present = "";

static void tell(const char *tag, const char *message)
{
    fprintf(stderr, "---- text\n%s", present);
}

static void tell_next(void)
{
    fprintf(stderr, "  %s FILE\n", fuzz_run_program());
}

static const struct fuzz_target target = {.tell = tell, .next = tell_next};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    fuzz_run_open(&target, (*argv)[0]);
    fuzz_options_name_artefacts(argc, argv, "scenario-");
    model_events_name();
    return 0;
}

static _Noreturn void die(const char *what)
{
    fuzz_run_violated("TEXT", what);
}

static void check_both_ways(const struct scenario *s)
{
    static uint8_t before[SCENARIO_MAX_SIZE], after[SCENARIO_MAX_SIZE];
    static struct scenario again;
    struct text_error error;
    char *text = NULL;
    size_t size, n_before, n_after;
    FILE *stream = open_memstream(&text, &size);

    if (!stream) {
        abort();
    }
    scenario_write_text(stream, s, NULL, NULL);
    if (fclose(stream)) {
        abort();
    }
    present = text;
    if (!scenario_read_text(&again, text, size, &error)) {
        die(error.message);
    }
    n_before = scenario_encode(s, before, sizeof before);
    n_after = scenario_encode(&again, after, sizeof after);
    if (n_before == 0 || n_before != n_after || memcmp(before, after, n_before)) {
        die("the text reads as another scenario");
    }
    scenario_decode(&again, before, n_before);
    n_after = scenario_encode(&again, after, sizeof after);
    if (n_before != n_after || memcmp(before, after, n_before)) {
        die("the binary form decodes to another scenario");
    }
    present = "";
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct scenario s;
    struct text_error error = {0};

    fuzz_run_begin(data, size);
    if (scenario_read_text(&s, (const char *)data, size, &error)) {
        check_both_ways(&s);
    } else if (error.line == 0 || error.column == 0 || !error.message[0]) {
        die("a text is refused without a reason");
    }
    scenario_decode(&s, data, size);
    check_both_ways(&s);
    fuzz_run_end();
    return 0;
}
