#include "program/explore/schedule_head.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program/explore/failure.h"
#include "program/explore/schedule.h"

bool schedule_head_read(const char *file, struct schedule_head *head, char error[static HEAD_ERROR])
{
    static struct schedule s;
    bool read = schedule_read(file, &s, error);

    memset(head, 0, sizeof *head);
    if (read) {
        snprintf(head->program, sizeof head->program, "%s", s.program);
        snprintf(head->build_id, sizeof head->build_id, "%s", s.build_id);
        snprintf(head->signature, sizeof head->signature, "%s", s.signature);
        snprintf(head->message, sizeof head->message, "%s", s.message);
        head->n_preemptions = s.n_preemptions;
    }
    for (unsigned i = 0; i < s.n_arguments; i++) {
        free(s.arguments[i]);
    }
    return read;
}

bool schedule_head_same(const struct schedule_head *a, const struct schedule_head *b)
{
    return failure_same_text(a->signature, b->signature, strcmp(a->build_id, b->build_id) != 0);
}
