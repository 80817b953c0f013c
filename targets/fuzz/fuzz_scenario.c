/*
 * The fuzz target for the two forms of a scenario. Any bytes are read as a text, and as the binary
 * form, perhaps with a trailer. What either reader accepts must come back the same, through both
 * forms, and so must where it comes from.
 *
 * A scenario is never executed here.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_hang.h"
#include "fuzz_options.h"
#include "fuzz_run.h"
#include "libfuzzer.h"
#include "model/events.h"
#include "scenario/text.h"
#include "support/printable.h"

/* What is told of a violation: the text that it is of. */
static const char *present = "";

static void tell(const struct violation *v, const char *message)
{
    fprintf(stderr, "---- text\n%s", present);
}

static void tell_next(void)
{
    fprintf(stderr, "  %s FILE\n", printable_path(fuzz_run_program()));
}

static const struct fuzz_target target = {
    .tell = tell, .next = tell_next, .watch = &fuzz_hang_watch};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    fuzz_run_open(&target, *argc, *argv);
    fuzz_options_add_common(argc, argv, "scenario-");
    model_events_name();
    return 0;
}

static bool same_provenance(const struct provenance *a, const struct provenance *b)
{
    char text_a[PROVENANCE_TEXT_MAX], text_b[PROVENANCE_TEXT_MAX];

    return provenance_format(a, text_a) == provenance_format(b, text_b) && !strcmp(text_a, text_b);
}

static _Noreturn void die(const char *rule, const char *what)
{
    struct violation v;

    violation_init(&v, rule);
    fuzz_run_violated(&v, what);
}

/* The text form, and what it reads as. */
static void check_text(const struct scenario *s, const struct provenance *p, struct scenario *again)
{
    struct provenance p_again;
    struct text_error error;
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    if (!stream) {
        abort();
    }
    scenario_write_text(stream, s, p, NULL, NULL);
    if (fclose(stream)) {
        abort();
    }
    present = text;
    if (!scenario_read_text(again, &p_again, text, size, &error)) {
        die("TEXT/not-read", error.message);
    }
    if (!same_provenance(p, &p_again)) {
        die("TEXT/another-origin", "the text reads as one from elsewhere");
    }
    present = "";
    free(text);
}

static void check_both_ways(const struct scenario *s, const struct provenance *p)
{
    static uint8_t before[SCENARIO_MAX_ANCHORED_SIZE],
        after[SCENARIO_MAX_ANCHORED_SIZE + PROVENANCE_TRAILER_MAX];
    static struct scenario again;
    struct provenance p_again;
    size_t n_before, n_after;

    check_text(s, p, &again);
    n_before = scenario_encode(s, before, sizeof before);
    n_after = scenario_encode(&again, after, SCENARIO_MAX_ANCHORED_SIZE);
    if (n_before == 0 || n_before != n_after || memcmp(before, after, n_before)) {
        die("TEXT/another-scenario", "the text reads as another scenario");
    }
    n_after += provenance_trailer(p, (char *)after + n_after);
    if (provenance_split(after, n_after, &p_again) != n_before || !same_provenance(p, &p_again)) {
        die("TEXT/another-trailer", "the trailer reads as another one");
    }
    scenario_decode(&again, after, n_after);
    n_after = scenario_encode(&again, after, SCENARIO_MAX_ANCHORED_SIZE);
    if (n_before != n_after || memcmp(before, after, n_before)) {
        die("TEXT/another-binary", "the binary form decodes to another scenario");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct scenario s;
    struct text_error error = {0};
    struct provenance p;

    fuzz_run_begin(data, size);
    if (scenario_read_text(&s, &p, (const char *)data, size, &error)) {
        check_both_ways(&s, &p);
    } else if (error.line == 0 || error.column == 0 || !error.message[0]) {
        die("TEXT/refused-silently", "a text is refused without a reason");
    }
    scenario_decode(&s, data, size);
    if (provenance_split(data, size, &p) > size) {
        die("TEXT/long-trailer", "a trailer is longer than the bytes");
    }
    check_both_ways(&s, &p);
    fuzz_run_end();
    return 0;
}
