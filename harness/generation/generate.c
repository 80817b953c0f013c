#include "generation/generate.h"

#include "generation/compose.h"
#include "generation/mutate_internal.h"

enum {
    ROUND_MS = 500, /* Between two rounds that nobody asked for. */
    MAX_THEMES = 3,
};

static const struct theme *const groups[] = {themes_of_traffic, themes_of_faults,
                                             themes_of_threads};

const struct theme *theme_at(unsigned index)
{
    for (unsigned i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        for (const struct theme *theme = groups[i]; theme->name; theme++) {
            if (index-- == 0) {
                return theme;
            }
        }
    }
    return NULL;
}

unsigned theme_count(void)
{
    unsigned n = 0;

    while (theme_at(n)) {
        n++;
    }
    return n;
}

static void at_least(uint8_t *member, unsigned n)
{
    *member = *member < n ? (uint8_t)n : *member;
}

static void make_room_for(struct scenario *s, const struct theme *theme, struct dice *dice)
{
    at_least(&s->n_handlers, theme->n_handlers);
    at_least(&s->n_revalidators, theme->n_revalidators);
    at_least(&s->n_packet_threads, theme->n_packet_threads);
    at_least(&s->n_flows, theme->n_flows);
    if (theme->configure) {
        theme->configure(s, dice);
    }
}

static void begin_world(struct scenario *s, struct dice *dice)
{
    static const uint8_t flows[] = {1, 1, 1, 1, 2, 2, 2, 3};

    unsigned n_handlers = 1 + dice_below(dice, 2), n_revalidators = 1 + dice_below(dice, 2);
    unsigned n_packet_threads = dice_below(dice, 3);

    compose_begin(s, n_handlers, n_revalidators, n_packet_threads,
                  flows[dice_below(dice, sizeof flows)]);
    s->n_umaps = (uint8_t)(1 + dice_below(dice, 2));
    s->dump_batch = (uint8_t)(1 + dice_below(dice, 2));
    s->full_dump = dice_one_in(dice, 4);
    s->revalidate_always = dice_one_in(dice, 4);
    s->leave_flows = dice_one_in(dice, 4);
}

/* Puts the operations of `part` among those of `to` from `first` on; both keep their order. What
 * has no room is left out. */
static void shuffle_in(struct operations *to, unsigned max, unsigned first,
                       const struct operations *part, struct dice *dice)
{
    unsigned at = first;

    for (unsigned i = 0; i < part->n && to->n < max; i++) {
        unsigned n_there = to->n - at, n_left = part->n - i;

        while (n_there > 0 && dice_below(dice, n_there + n_left) < n_there) {
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
static const struct scenario *brew(const struct scenario *s, const struct theme *theme,
                                   unsigned n_packet_threads, unsigned flow, struct dice *dice)
{
    static struct scenario part;

    compose_begin(&part, s->n_handlers, s->n_revalidators, n_packet_threads, s->n_flows);
    part.packet_datapath = s->packet_datapath;
    theme->storm(&part, flow, dice);
    return &part;
}

/* Where each list's storm begins. */
struct places {
    unsigned main, packet[SCENARIO_MAX_PACKET_THREADS];
};

static void add_storm(struct scenario *s, const struct theme *theme, unsigned n_packet_threads,
                      const struct places *places, struct dice *dice)
{
    unsigned flow = dice_one_in(dice, 4) ? dice_below(dice, s->n_flows) : 0;
    const struct scenario *part = brew(s, theme, n_packet_threads, flow, dice);

    shuffle_in(&s->main, SCENARIO_MAX_MAIN_OPERATIONS, places->main, &part->main, dice);
    for (unsigned i = 0; i < SCENARIO_MAX_PACKET_THREADS; i++) {
        shuffle_in(&s->packet[i], SCENARIO_MAX_PACKET_OPERATIONS, places->packet[i],
                   &part->packet[i], dice);
    }
}

/* Packets that go on and on while the storm lasts, so that some arrive in the middle of whatever
 * takes no time. */
static void add_steady_traffic(struct scenario *s, struct dice *dice)
{
    unsigned thread = dice_below(dice, s->n_packet_threads);

    for (unsigned n = 3 + dice_below(dice, 8); n > 0; n--) {
        scenario_packet(s, thread, OP_PACKET, 0, dice_below(dice, 4), 3);
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
        compose_rest_ms(s, 1);
        compose_packets(s, flow, 3);
    }
}

/* What happens before the storm, which everybody meets at the same time. */
static void add_past(struct scenario *s, struct dice *dice)
{
    bool held_before = dice_one_in(dice, 6);
    unsigned n_rounds = dice_below(dice, 4), n_rests = 0;

    if (held_before) {
        scenario_main(s, OP_STOP, 0, 0, 0);
    }
    for (unsigned flow = 0; flow < s->n_flows; flow++) {
        if (held_before && !dice_one_in(dice, 4)) {
            scenario_main(s, OP_FOREIGN, flow, 0, dice_below(dice, 4));
            compose_packets(s, flow, 1 + dice_below(dice, 4));
        } else if (!dice_one_in(dice, 4)) {
            add_hit_flow(s, flow);
            n_rests++;
        }
    }
    if (held_before) {
        scenario_main(s, OP_START, 0, s->n_handlers - 1U, s->n_revalidators - 1U);
    }
    if (n_rounds > 0) {
        compose_rest_ms(s, n_rounds * ROUND_MS);
        compose_packet_threads_wait_ms(s, n_rounds * ROUND_MS + n_rests);
    }
}

static struct places here(const struct scenario *s)
{
    return (struct places){s->main.n, {s->packet[0].n, s->packet[1].n}};
}

static void generate(struct scenario *s, const struct theme *const *themes, unsigned n_themes,
                     struct dice *dice)
{
    unsigned n_packet_threads;
    struct places places;

    begin_world(s, dice);
    for (unsigned i = 0; i < n_themes; i++) {
        make_room_for(s, themes[i], dice);
    }
    n_packet_threads = s->n_packet_threads;
    add_past(s, dice);
    places = here(s);
    if (s->n_packet_threads > 0 && dice_one_in(dice, 2)) {
        add_steady_traffic(s, dice);
    }
    do {
        for (unsigned i = 0; i < n_themes; i++) {
            add_storm(s, themes[i], n_packet_threads, &places, dice);
        }
        if (s->main.n + 2 > SCENARIO_MAX_MAIN_OPERATIONS) {
            break;
        }
        compose_wait_round(s);
        compose_packets(s, 0, 1 + dice_below(dice, 3));
        places = here(s);
        /* The packet threads would not be there for a second storm. */
        n_packet_threads = 0;
    } while (dice_one_in(dice, 3));
    mutate_reschedule(s, NULL, dice);
}

static const struct theme *any_theme(struct dice *dice)
{
    return theme_at(dice_below(dice, theme_count()));
}

void scenario_generate(struct scenario *s, struct dice *dice)
{
    static const uint8_t numbers[] = {1, 1, 2, 2, 2, 2, 3, MAX_THEMES};
    const struct theme *themes[MAX_THEMES];
    unsigned n = numbers[dice_below(dice, sizeof numbers)];

    for (unsigned i = 0; i < n; i++) {
        themes[i] = any_theme(dice);
    }
    generate(s, themes, n, dice);
}

void scenario_generate_of(struct scenario *s, const struct theme *theme, struct dice *dice)
{
    generate(s, &theme, 1, dice);
}

void scenario_graft(struct scenario *s, struct dice *dice)
{
    const struct theme *theme = any_theme(dice);
    struct places places = {.main = dice_below(dice, s->main.n + 1U)};

    for (unsigned i = 0; i < SCENARIO_MAX_PACKET_THREADS; i++) {
        places.packet[i] = dice_below(dice, s->packet[i].n + 1U);
    }
    make_room_for(s, theme, dice);
    add_storm(s, theme, s->n_packet_threads, &places, dice);
}
