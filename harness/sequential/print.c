#include "operation.h"
#include "run.h"
#include "scenario/text.h"
#include "transcript.h"

void sequence_print_step(FILE *stream, const char *before, unsigned number,
                         const struct sequence_step *step)
{
    static const char *const who[] = {"main", "packet", "handler", "revalidators"};

    fprintf(stream, "%s%3u %s-%u: ", before, number, who[step->actor], step->number);
    if (step->actor == SEQUENCE_HANDLER) {
        fputs("a batch", stream);
    } else if (step->actor == SEQUENCE_REVALIDATORS) {
        fputs("a round", stream);
    } else {
        operation_print(stream, &step->operation);
    }
    putc('\n', stream);
}

void sequence_print_last_step(FILE *stream)
{
    fputs("  in the last step:\n", stream);
    transcript_print(stream, 6);
}

void sequence_print(FILE *stream, const struct scenario *s, const struct sequence_result *result)
{
    scenario_write_head(stream, s, "fuzz_sequence", NULL);
    for (unsigned i = 0; i < result->n_steps; i++) {
        sequence_print_step(stream, "  ", i, &result->steps[i]);
    }
    sequence_print_last_step(stream);
}
