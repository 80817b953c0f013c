#include "generation/mutate_internal.h"

#include "generation/generate.h"

/* How often what is there is thrown away, and how often it is mixed with something new: once in so
 * many times. Measured: planted mistakes are found from one empty scenario in 1/2 to 1/100 of the
 * executions that it takes without, and from the seeds in no more than without. */
enum { GENERATE_ONE_IN = 8, GRAFT_ONE_IN = 8 };

/* More flows than operations name cost twenty executions without. They have features of their own, so
 * libFuzzer keeps what has them; what is made of that seldom has them as well. */
enum { MORE_FLOWS_ONE_IN = 64, KEEP_MORE_FLOWS_ONE_IN = 16 };

void mutate_configuration(struct scenario *s, struct random *random)
{
    static const uint8_t limits[] = {0, 0, 0, 1, 2, 3, 4, 8};
    static const uint16_t idle_ms[] = {0, 0, 1, 5, 100, 101, 500, 1000, 2000, 10000};
    static const uint16_t round_ms[] = {0, 0, 1, 5, 10, 100, 500, 2000, 10000};
    static const uint8_t batches[] = {0, 0, 1, 2, 3, 4};
    static const uint8_t capacities[] = {0, 0, 1, 2, 16, 64, 128, 255};

    switch (random_below(random, 26)) {
    case 0:
        s->packet_datapath = !s->packet_datapath;
        break;
    case 1:
        s->n_handlers = (uint8_t)(1 + random_below(random, SCENARIO_MAX_HANDLERS));
        break;
    case 2:
        s->n_revalidators = (uint8_t)(1 + random_below(random, SCENARIO_MAX_REVALIDATORS));
        break;
    case 3:
        s->n_packet_threads = (uint8_t)random_below(random, SCENARIO_MAX_PACKET_THREADS + 1);
        break;
    case 4:
        s->n_flows = (uint8_t)(1 + random_below(random, SCENARIO_MAX_FLOWS));
        break;
    case 5:
        s->n_umaps = (uint8_t)(1 + random_below(random, SCENARIO_MAX_UMAPS));
        break;
    case 6:
        s->dump_batch = (uint8_t)(1 + random_below(random, SCENARIO_MAX_DUMP_BATCH));
        break;
    case 7:
        s->full_dump = !s->full_dump;
        break;
    case 8:
        s->revalidate_always = !s->revalidate_always;
        break;
    case 9:
        s->leave_flows = !s->leave_flows;
        break;
    case 10:
        s->flow_limit = limits[random_below(random, sizeof limits)];
        break;
    case 11:
        s->min_revalidate_pps = (uint8_t)(random_one_in(random, 2) ? 0 : random_next(random));
        break;
    case 12:
        s->max_idle_ms = idle_ms[random_below(random, sizeof idle_ms / sizeof idle_ms[0])];
        break;
    case 13:
        s->start = (enum scenario_start)random_below(random, SCENARIO_STARTS);
        break;
    case 14:
        s->upcall_batch = batches[random_below(random, sizeof batches)];
        break;
    case 15:
        s->revalidate_batch = batches[random_below(random, sizeof batches)];
        break;
    case 16:
        s->identities_collide = !s->identities_collide;
        break;
    case 17:
        s->n_lives = random_one_in(random, 4) ? SCENARIO_MAX_LIVES : 1;
        break;
    case 18:
        s->counters = (enum scenario_counters)random_below(random, SCENARIO_COUNTERS);
        break;
    case 19:
        s->create_fails =
            (uint8_t)(random_one_in(random, 4) ? random_below(random, SCENARIO_MAX_CREATE_FAILS + 1)
                                               : 0);
        break;
    case 20:
        s->queue_capacity = capacities[random_below(random, sizeof capacities)];
        break;
    case 21:
        s->umaps_grow = !s->umaps_grow;
        break;
    case 22:
        s->destroy_running = !s->destroy_running;
        break;
    case 23:
        s->other_errors = !s->other_errors;
        break;
    case 24:
        s->more_flows = (uint8_t)(random_one_in(random, MORE_FLOWS_ONE_IN)
                                      ? random_below(random, SCENARIO_MAX_MORE_FLOWS + 1)
                                      : 0);
        break;
    default:
        s->max_revalidator_ms =
            round_ms[random_below(random, sizeof round_ms / sizeof round_ms[0])];
        break;
    }
}

void scenario_mutate(struct scenario *s, const struct profile *profile, uint64_t seed)
{
    struct random random = {seed};
    unsigned n = 1;

    scenario_drop_anchors(s);
    if (random_one_in(&random, GENERATE_ONE_IN)) {
        scenario_generate(s, &random);
        return;
    }
    if (s->more_flows && !random_one_in(&random, KEEP_MORE_FLOWS_ONE_IN)) {
        s->more_flows = 0;
    }
    if (random_one_in(&random, GRAFT_ONE_IN)) {
        scenario_graft(s, &random);
    }
    /* Most interleavings of most scenarios have never been seen. */
    if (random_one_in(&random, 4)) {
        mutate_reschedule(s, profile, &random);
        return;
    }
    while (n < 8 && random_one_in(&random, 2)) {
        n++;
    }
    while (n-- > 0) {
        switch (random_below(&random, 16)) {
        case 0:
            mutate_configuration(s, &random);
            break;
        case 1:
            splice_operations(&s->main, SCENARIO_MAX_MAIN_OPERATIONS, &s->main, &random);
            break;
        case 2:
        case 3:
        case 4:
        case 5:
        case 6:
        case 7:
            mutate_operations(s, &random);
            break;
        default:
            mutate_interleaving(s, profile, &random);
            break;
        }
    }
}

/* Takes over b's interleaving. */
static void take_interleaving(struct scenario *out, const struct scenario *b)
{
    out->strategy = b->strategy;
    out->seed = b->seed;
    out->mean_gap = b->mean_gap;
    out->depth = b->depth;
    out->interest = b->interest;
    out->length = b->length;
    out->n_preemptions = b->n_preemptions;
    out->n_bytes = b->n_bytes;
    for (unsigned i = 0; i < b->n_preemptions; i++) {
        out->preemptions[i] = b->preemptions[i];
    }
    for (unsigned i = 0; i < b->n_bytes; i++) {
        out->bytes[i] = b->bytes[i];
    }
}

/* Every one of b's preemptions comes with even chance to those that are there. */
static void mix_preemptions(struct scenario *out, const struct scenario *b, struct random *random)
{
    out->strategy = STRATEGY_REPLAY;
    for (unsigned i = 0; i < b->n_preemptions; i++) {
        if (out->n_preemptions < SCENARIO_MAX_PREEMPTIONS && random_one_in(random, 2)) {
            out->preemptions[out->n_preemptions++] = b->preemptions[i];
        }
    }
}

void scenario_cross(struct scenario *out, const struct scenario *a, const struct scenario *b,
                    uint64_t seed)
{
    struct random random = {seed};

    *out = *a;
    scenario_drop_anchors(out);
    switch (random_below(&random, 6)) {
    case 0:
        take_interleaving(out, b);
        break;
    case 1:
        mix_preemptions(out, b, &random);
        break;
    case 2:
        out->main = b->main;
        break;
    case 3:
        out->packet[0] = b->packet[0];
        out->packet[1] = b->packet[1];
        if (out->n_packet_threads < b->n_packet_threads) {
            out->n_packet_threads = b->n_packet_threads;
        }
        break;
    default: /* Part of one, and part of the other. */
        splice_operations(&out->main, SCENARIO_MAX_MAIN_OPERATIONS, &b->main, &random);
        for (unsigned i = 0; i < SCENARIO_MAX_PACKET_THREADS; i++) {
            if (random_one_in(&random, 2)) {
                splice_operations(&out->packet[i], SCENARIO_MAX_PACKET_OPERATIONS, &b->packet[i],
                                  &random);
            }
        }
        break;
    }
}

/* Room is made by leaving out preemptions, then bytes, from the end. */
static size_t encode_within(struct scenario *s, uint8_t *data, size_t max)
{
    size_t size;

    while ((size = scenario_encode(s, data, max)) == 0) {
        if (s->n_preemptions) {
            s->n_preemptions--;
        } else if (s->n_bytes) {
            s->n_bytes--;
        } else if (s->main.n) {
            s->main.n--;
        } else if (s->packet[0].n) {
            s->packet[0].n--;
        } else if (s->packet[1].n) {
            s->packet[1].n--;
        } else {
            return 0;
        }
    }
    return size;
}

size_t scenario_mutate_bytes(uint8_t *data, size_t size, size_t max, uint64_t seed,
                             size_t (*fallback)(uint8_t *, size_t, size_t))
{
    static struct scenario s;
    struct random random = {seed};
    size_t mutated;

    if (random_one_in(&random, 20)) {
        /* What we make is written in the one form, so that it can be told from other files. */
        size = fallback(data, size, max);
        scenario_decode(&s, data, size);
        scenario_drop_anchors(&s);
        mutated = encode_within(&s, data, max);
        return mutated ? mutated : size;
    }
    scenario_decode(&s, data, size);
    scenario_mutate(&s, profile_recall(profile_key(data, size)), random_next(&random));
    mutated = encode_within(&s, data, max);
    return mutated ? mutated : fallback(data, size, max);
}

size_t scenario_cross_bytes(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                            uint8_t *out, size_t max, uint64_t seed)
{
    static struct scenario sa, sb, crossed;

    scenario_decode(&sa, a, a_size);
    scenario_decode(&sb, b, b_size);
    scenario_cross(&crossed, &sa, &sb, seed);
    return encode_within(&crossed, out, max);
}
