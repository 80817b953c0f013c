#include "generation/generate.h"

#include "generation/compose.h"
#include "generation/mutate_internal.h"

enum {
    ROUND_MS = 500, /* Between two rounds that nobody asked for. */
    MAX_PATTERNS = 3,
    /* A scenario with more flows than operations name takes as long as twenty others. */
    MORE_FLOWS_ONE_IN = 512,
};

static const struct pattern *const groups[] = {patterns_of_traffic, patterns_of_faults,
                                               patterns_of_threads};

const struct pattern *pattern_at(unsigned index)
{
    for (unsigned i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        for (const struct pattern *pattern = groups[i]; pattern->name; pattern++) {
            if (index-- == 0) {
                return pattern;
            }
        }
    }
    return NULL;
}

unsigned pattern_count(void)
{
    unsigned n = 0;

    while (pattern_at(n)) {
        n++;
    }
    return n;
}

static void at_least(uint8_t *member, unsigned n)
{
    *member = *member < n ? (uint8_t)n : *member;
}

static void make_room_for(struct scenario *s, const struct pattern *pattern, struct random *random)
{
    at_least(&s->n_handlers, pattern->n_handlers);
    at_least(&s->n_revalidators, pattern->n_revalidators);
    at_least(&s->n_packet_threads, pattern->n_packet_threads);
    at_least(&s->n_flows, pattern->n_flows);
    if (pattern->configure) {
        pattern->configure(s, random);
    }
}

/* What is seldom otherwise than it always is. */
static void widen_world(struct scenario *s, struct random *random)
{
    if (random_one_in(random, 8)) {
        s->start = (enum scenario_start)random_below(random, SCENARIO_STARTS);
    }
    if (random_one_in(random, 4)) {
        s->upcall_batch = (uint8_t)(1 + random_below(random, 3));
    }
    if (random_one_in(random, 4)) {
        s->revalidate_batch = (uint8_t)(1 + random_below(random, 3));
    }
    s->identities_collide = random_one_in(random, 8);
    s->n_lives = random_one_in(random, 64) ? SCENARIO_MAX_LIVES : 1;
    if (random_one_in(random, 8)) {
        s->counters = (enum scenario_counters)random_below(random, SCENARIO_COUNTERS);
    }
    if (random_one_in(random, 64)) {
        s->create_fails = (uint8_t)random_below(random, SCENARIO_MAX_CREATE_FAILS + 1);
    }
    s->umaps_grow = random_one_in(random, 16);
    if (random_one_in(random, MORE_FLOWS_ONE_IN)) {
        s->more_flows = (uint8_t)(1 + random_below(random, SCENARIO_MAX_MORE_FLOWS));
        s->flow_limit =
            (uint8_t)(random_one_in(random, 2) ? 1 + random_below(random, s->more_flows) : 0);
    }
}

static void begin_world(struct scenario *s, struct random *random)
{
    static const uint8_t flows[] = {1, 1, 1, 1, 2, 2, 2, 3};

    unsigned n_handlers = 1 + random_below(random, 2), n_revalidators = 1 + random_below(random, 2);
    unsigned n_packet_threads = random_below(random, 3);

    compose_begin(s, n_handlers, n_revalidators, n_packet_threads,
                  flows[random_below(random, sizeof flows)]);
    s->n_umaps = (uint8_t)(1 + random_below(random, 2));
    s->dump_batch = (uint8_t)(1 + random_below(random, 2));
    s->full_dump = random_one_in(random, 4);
    s->revalidate_always = random_one_in(random, 4);
    s->leave_flows = random_one_in(random, 4);
    widen_world(s, random);
}

/* Puts the operations of `part` among those of `to` from `first` on; both keep their order. What
 * has no room is left out. */
static void shuffle_in(struct operations *to, unsigned max, unsigned first,
                       const struct operations *part, struct random *random)
{
    unsigned at = first;

    for (unsigned i = 0; i < part->n && to->n < max; i++) {
        unsigned n_there = to->n - at, n_left = part->n - i;

        while (n_there > 0 && random_below(random, n_there + n_left) < n_there) {
            n_there--;
            at++;
        }
        for (unsigned j = to->n++; j > at; j--) {
            to->list[j] = to->list[j - 1];
        }
        to->list[at++] = part->list[i];
    }
}

/* A storm of its own, in the world of `s`. */
static const struct scenario *brew(const struct scenario *s, const struct pattern *pattern,
                                   unsigned n_packet_threads, unsigned flow, struct random *random)
{
    static struct scenario part;

    compose_begin(&part, s->n_handlers, s->n_revalidators, n_packet_threads, s->n_flows);
    part.packet_datapath = s->packet_datapath;
    part.max_idle_ms = s->max_idle_ms;
    part.max_revalidator_ms = s->max_revalidator_ms;
    part.min_revalidate_pps = s->min_revalidate_pps;
    pattern->storm(&part, flow, random);
    return &part;
}

/* Where each list's storm begins. */
struct places {
    unsigned main, packet[SCENARIO_MAX_PACKET_THREADS];
};

static void add_storm(struct scenario *s, const struct pattern *pattern, unsigned n_packet_threads,
                      const struct places *places, struct random *random)
{
    unsigned flow = random_one_in(random, 4) ? random_below(random, s->n_flows) : 0;
    const struct scenario *part = brew(s, pattern, n_packet_threads, flow, random);

    shuffle_in(&s->main, SCENARIO_MAX_MAIN_OPERATIONS, places->main, &part->main, random);
    for (unsigned i = 0; i < SCENARIO_MAX_PACKET_THREADS; i++) {
        shuffle_in(&s->packet[i], SCENARIO_MAX_PACKET_OPERATIONS, places->packet[i],
                   &part->packet[i], random);
    }
}

/* Packets that go on and on while the storm lasts, so that some arrive in the middle of whatever
 * takes no time. */
static void add_steady_traffic(struct scenario *s, struct random *random)
{
    unsigned thread = random_below(random, s->n_packet_threads);

    for (unsigned n = 3 + random_below(random, 8); n > 0; n--) {
        scenario_packet(s, thread, OP_PACKET, 0, random_below(random, 4), 3);
    }
}

/* A flow that the datapath has when the storm comes. The first packet misses, the others hit. */
static void add_hit_flow(struct scenario *s, unsigned flow)
{
    for (unsigned i = 0; s->packet_datapath && i < s->n_packet_threads; i++) {
        scenario_packet(s, i, OP_PACKET, flow, 0, 3);
    }
    if (!s->packet_datapath) {
        compose_packets(s, flow, 1);
        compose_pause_ms(s, 1);
        compose_packets(s, flow, 3);
    }
}

/* What happens before the storm, which everybody meets at the same time. */
static void add_past(struct scenario *s, struct random *random)
{
    bool held_before = random_one_in(random, 6);
    unsigned n_rounds = random_below(random, 4), n_rests = 0;

    if (held_before) {
        scenario_main(s, OP_STOP, 0, 0, 0);
    }
    for (unsigned flow = 0; flow < s->n_flows; flow++) {
        if (held_before && !random_one_in(random, 4)) {
            scenario_main(s, OP_FOREIGN, flow, 0, random_below(random, 4));
            compose_packets(s, flow, 1 + random_below(random, 4));
        } else if (!random_one_in(random, 4)) {
            add_hit_flow(s, flow);
            n_rests++;
        }
    }
    if (held_before) {
        scenario_main(s, OP_START, 0, s->n_handlers - 1U, s->n_revalidators - 1U);
    }
    if (n_rounds > 0) {
        compose_pause_ms(s, n_rounds * ROUND_MS);
        compose_packet_threads_wait_ms(s, n_rounds * ROUND_MS + n_rests);
    }
}

/* They come, are hit, and are dumped in the storm or before. */
static void add_more_flows(struct scenario *s, struct random *random)
{
    unsigned hint;

    scenario_main(s, OP_PACKET_OF_EACH, 0, random_below(random, 4), 0);
    compose_pause_ms(s, 1);
    hint = random_below(random, 4);
    scenario_main(s, OP_PACKET_OF_EACH, 0, hint, random_below(random, 2));
    if (random_one_in(random, 2)) {
        compose_pause_ms(s, ROUND_MS);
    }
}

static struct places here(const struct scenario *s)
{
    return (struct places){s->main.n, {s->packet[0].n, s->packet[1].n}};
}

static void generate(struct scenario *s, const struct pattern *const *patterns, unsigned n_patterns,
                     struct random *random)
{
    unsigned n_packet_threads;
    struct places places;

    begin_world(s, random);
    for (unsigned i = 0; i < n_patterns; i++) {
        make_room_for(s, patterns[i], random);
    }
    n_packet_threads = s->n_packet_threads;
    add_past(s, random);
    if (s->more_flows) {
        add_more_flows(s, random);
    }
    places = here(s);
    if (s->n_packet_threads > 0 && random_one_in(random, 2)) {
        add_steady_traffic(s, random);
    }
    do {
        for (unsigned i = 0; i < n_patterns; i++) {
            add_storm(s, patterns[i], n_packet_threads, &places, random);
        }
        if (s->main.n + 2 > SCENARIO_MAX_MAIN_OPERATIONS) {
            break;
        }
        compose_wait_round(s);
        compose_packets(s, 0, 1 + random_below(random, 3));
        places = here(s);
        /* The packet threads would not be there for a second storm. */
        n_packet_threads = 0;
    } while (random_one_in(random, 3));
    mutate_reschedule(s, NULL, random);
    s->destroy_running = random_one_in(random, 16);
    s->other_errors = random_one_in(random, 4);
}

static const struct pattern *any_pattern(struct random *random)
{
    return pattern_at(random_below(random, pattern_count()));
}

void scenario_generate(struct scenario *s, struct random *random)
{
    static const uint8_t numbers[] = {1, 1, 2, 2, 2, 2, 3, MAX_PATTERNS};
    const struct pattern *patterns[MAX_PATTERNS];
    unsigned n = numbers[random_below(random, sizeof numbers)];

    for (unsigned i = 0; i < n; i++) {
        patterns[i] = any_pattern(random);
    }
    generate(s, patterns, n, random);
}

void scenario_generate_of(struct scenario *s, const struct pattern *pattern, struct random *random)
{
    generate(s, &pattern, 1, random);
}

void scenario_graft(struct scenario *s, struct random *random)
{
    const struct pattern *pattern = any_pattern(random);
    struct places places = {.main = random_below(random, s->main.n + 1U)};

    for (unsigned i = 0; i < SCENARIO_MAX_PACKET_THREADS; i++) {
        places.packet[i] = random_below(random, s->packet[i].n + 1U);
    }
    make_room_for(s, pattern, random);
    add_storm(s, pattern, s->n_packet_threads, &places, random);
}
