#include "scenario/print.h"

#include "runtime/runtime.h"

static void print_operations(FILE *stream, const char *actor, unsigned number,
                             const struct operations *operations, int indent)
{
    for (unsigned i = 0; i < operations->n; i++) {
        fprintf(stream, "%*s%s-%u: ", indent, "", actor, number);
        operation_print(stream, &operations->list[i]);
        putc('\n', stream);
    }
}

static void print_number(FILE *stream, const char *name, unsigned value)
{
    if (value) {
        fprintf(stream, ", %s %u", name, value);
    }
}

static void print_configuration(FILE *stream, const struct scenario *s, int indent)
{
    fprintf(stream,
            "%*sdatapath %s, %u handlers, %u revalidators, %u packet threads, %u flows, %u umaps\n",
            indent, "", s->packet_datapath ? "packet-threads" : "queued", s->n_handlers,
            s->n_revalidators, s->n_packet_threads, s->n_flows, s->n_umaps);
    fprintf(stream, "%*sdump batch %u%s%s%s", indent, "", s->dump_batch,
            s->full_dump ? ", full dumps" : "", s->revalidate_always ? ", revalidate always" : "",
            s->leave_flows ? ", leave flows at the end" : "");
    print_number(stream, "flow limit", s->flow_limit);
    print_number(stream, "min pps", s->min_revalidate_pps);
    print_number(stream, "max idle ms", s->max_idle_ms);
    print_number(stream, "max revalidator ms", s->max_revalidator_ms);
    putc('\n', stream);
}

/* Who has the slot `actor` when the threads have been started for the first time: packet threads,
 * revalidators and handlers are made in this order. Reconfigured threads may change places. */
static void print_first_actor(FILE *stream, const struct scenario *s, unsigned actor)
{
    unsigned i = actor - (ACTOR_CALL_RCU + 1);

    if (actor == ACTOR_MAIN) {
        fputs("main", stream);
    } else if (actor == ACTOR_CALL_RCU) {
        fputs("call_rcu", stream);
    } else if (i < s->n_packet_threads) {
        fprintf(stream, "packet-%u", i);
    } else if ((i -= s->n_packet_threads) < s->n_revalidators) {
        fprintf(stream, "revalidator-%u", i);
    } else if ((i -= s->n_revalidators) < s->n_handlers) {
        fprintf(stream, "handler-%u", i);
    } else {
        fprintf(stream, "actor %u", actor);
    }
}

static void print_actor(FILE *stream, const struct scenario *s, unsigned actor)
{
    if (s) {
        print_first_actor(stream, s, actor);
    } else if (actor_name(actor)) {
        fputs(actor_name(actor), stream);
    } else {
        fprintf(stream, "actor %u", actor);
    }
}

void preemptions_print(FILE *stream, const struct preemption *list, size_t n, int indent,
                       const struct scenario *s)
{
    for (size_t i = 0; i < n; i++) {
        fprintf(stream, "%*s", indent, "");
        print_actor(stream, s, list[i].actor);
        fprintf(stream, " at its point %u yields to ", list[i].point);
        print_actor(stream, s, list[i].target);
        putc('\n', stream);
    }
}

void scenario_print(FILE *stream, const struct scenario *s, int indent)
{
    print_configuration(stream, s, indent);
    for (unsigned i = 0; i < s->main.n; i++) {
        fprintf(stream, "%*smain: ", indent, "");
        operation_print(stream, &s->main.list[i]);
        putc('\n', stream);
    }
    for (unsigned i = 0; i < s->n_packet_threads; i++) {
        print_operations(stream, "packet", i, &s->packet[i], indent);
    }
    fprintf(stream, "%*sstrategy %s", indent, "", scenario_strategy_name(s->strategy));
    switch (s->strategy) {
    case STRATEGY_REPLAY:
        fprintf(stream, ", %u preemptions\n", s->n_preemptions);
        preemptions_print(stream, s->preemptions, s->n_preemptions, indent + 4, s);
        break;
    case STRATEGY_BYTES:
        fprintf(stream, ", %u bytes:", s->n_bytes);
        for (unsigned i = 0; i < s->n_bytes; i++) {
            fprintf(stream, "%s%02x", i % 32 ? "" : "\n        ", s->bytes[i]);
        }
        putc('\n', stream);
        break;
    default:
        fprintf(stream, ", seed %u, mean gap %u points\n", s->seed, s->mean_gap);
        break;
    }
}
