#include "crowd.h"

#include "generation/compose.h"

/* No round begins sooner after the one before; and so many operations, and more in turmoil, have
 * room. */
enum { LEAST_INTERVAL_MS = 5, MOST_OPERATIONS = SCENARIO_MAX_MAIN_OPERATIONS - 24 };

#define CHOOSE(RANDOM, FROM) ((FROM)[random_below(RANDOM, sizeof(FROM) / sizeof(FROM)[0])])

/* Around the times after which something is decided: of idle flows, rounds and slow rounds. */
static unsigned some_ms(struct random *random)
{
    static const uint16_t times_ms[] = {1,   2,   5,   10,  20,  50,   90,   101, 110,
                                        150, 201, 250, 300, 500, 1000, 1400, 2100};

    return CHOOSE(random, times_ms);
}

static void settings(struct scenario *s, struct random *random)
{
    static const uint8_t limits[] = {0, 1, 1, 2, 2, 3, 4};
    static const uint8_t idle_ms[] = {0, 0, 10, 20, 50, 90, 120, 150, 250};
    static const uint8_t interval_ms[] = {0, 0, 5, 20, 100};

    compose_begin(s, 1, 1, random_one_in(random, 4), 1);
    s->n_handlers = (uint8_t)(1 + random_below(random, 3));
    s->n_revalidators = (uint8_t)(1 + random_below(random, 3));
    s->n_flows = (uint8_t)(1 + random_below(random, SCENARIO_MAX_FLOWS));
    s->packet_datapath = random_one_in(random, 3);
    if (s->packet_datapath) {
        s->n_packet_threads = (uint8_t)(1 + random_one_in(random, 3));
    }
    s->n_umaps = (uint8_t)(1 + random_below(random, 3));
    s->dump_batch = (uint8_t)(1 + random_below(random, 3));
    s->full_dump = random_one_in(random, 3);
    s->revalidate_always = random_one_in(random, 6);
    s->min_revalidate_pps = (uint8_t)(random_one_in(random, 4) ? 1 + random_below(random, 20) : 0);
    s->flow_limit = CHOOSE(random, limits);
    s->max_idle_ms = CHOOSE(random, idle_ms);
    s->max_revalidator_ms = CHOOSE(random, interval_ms);
    s->mean_gap = (uint8_t)(4 + random_below(random, 40));
    s->seed = (uint32_t)random_next(random);
}

/* The operand for a flow table: that of the datapath, or of one of its packet threads. */
static unsigned some_table(const struct scenario *s, struct random *random)
{
    return s->packet_datapath ? random_below(random, 1U + s->n_packet_threads) : 0;
}

/* Two numbers below 3, in one. The order in which a call's arguments are evaluated is the
 * compiler's choice, and must not be the random's. */
static unsigned two_numbers(struct random *random)
{
    return random_below(random, 9);
}

static void some_packets(struct scenario *s, unsigned flow, struct random *random)
{
    unsigned numbers = two_numbers(random);

    scenario_main(s, OP_PACKET, flow, numbers / 3, numbers % 3);
}

static void foreign_flow(struct scenario *s, unsigned flow, unsigned table, struct random *random)
{
    scenario_main(s, OP_FOREIGN, flow, table,
                  random_one_in(random, 6) ? random_below(random, 4) : 0);
}

/* Some flows are installed and hit, some are others'; the cache has seen them or not. */
static void before(struct scenario *s, struct random *random)
{
    for (unsigned n = random_below(random, 3); n > 0; n--) {
        some_packets(s, random_below(random, s->n_flows), random);
    }
    for (unsigned n = random_below(random, 4); n > 0; n--) {
        unsigned flow = random_below(random, s->n_flows);

        foreign_flow(s, flow, some_table(s, random), random);
        if (!random_one_in(random, 3)) {
            some_packets(s, flow, random);
        }
    }
    if (random_one_in(random, 2)) {
        compose_wait_round(s);
    }
}

static void faults(struct scenario *s, struct random *random)
{
    static const uint8_t kinds[] = {FAULT_DUMP_DUPLICATE_OTHER,
                                    FAULT_DUMP_DUPLICATE_LATE,
                                    FAULT_DUMP_REVISIT,
                                    FAULT_DUMP_OMIT_SILENTLY,
                                    FAULT_DUMP_OMIT,
                                    FAULT_DUMP_ENDS_EARLY,
                                    FAULT_DUMP_CREATE_FAILS,
                                    FAULT_ADD_NOTHING,
                                    FAULT_PUT_LOST,
                                    FAULT_PUT_UNSAID,
                                    FAULT_PUT_COVERED,
                                    FAULT_DELETE_TWICE,
                                    FAULT_DELETE_UNSAID,
                                    FAULT_DELETE_BUSY,
                                    FAULT_GET_BUSY,
                                    FAULT_MODIFY_BUSY,
                                    FAULT_READ_DIPS};

    for (unsigned n = random_below(random, 3); n > 0; n--) {
        unsigned flow =
            random_one_in(random, 3) ? SCENARIO_MAX_FLOWS : random_below(random, s->n_flows);
        unsigned kind = CHOOSE(random, kinds);

        scenario_main(s, OP_FAULT, flow, kind - 1, random_below(random, 3));
    }
}

/* A round is due, and meets what the datapath does meanwhile. */
static void turmoil(struct scenario *s, struct random *random)
{
    unsigned ms = some_ms(random);

    scenario_main(s, OP_ADVANCE, 0, ms % 256, ms / 256);
    for (unsigned n = 1 + random_below(random, 5); n > 0; n--) {
        unsigned flow = random_below(random, s->n_flows), table = some_table(s, random);

        if (random_one_in(random, 3)) {
            scenario_main(s, OP_VANISH, flow, table, 0);
        } else {
            foreign_flow(s, flow, table, random);
        }
        if (random_one_in(random, 3)) {
            some_packets(s, flow, random);
        }
    }
}

/* Flows that the cache has known for a while go, and as many others come: it does not see from
 * their number that there are any. A round begins, and some time later these go as well: then it
 * may be holding their records. */
static void exchange(struct scenario *s, struct random *random)
{
    unsigned table = some_table(s, random);
    unsigned n = 1 + random_below(random, table ? s->n_flows : (s->n_flows + 1U) / 2);
    unsigned others = table ? 0 : n;

    for (unsigned flow = 0; flow < n; flow++) {
        foreign_flow(s, flow, 0, random);
    }
    compose_wait_round(s);
    compose_wait_round(s);
    for (unsigned flow = 0; flow < n; flow++) {
        scenario_main(s, OP_VANISH, flow, 0, 0);
        foreign_flow(s, (flow + others) % s->n_flows, table, random);
    }
    scenario_main(s, OP_ADVANCE, 0, LEAST_INTERVAL_MS, 0);
    compose_call(s, OP_REVALIDATE);
    for (unsigned i = random_below(random, 16); i > 0; i--) {
        some_packets(s, random_below(random, s->n_flows), random);
    }
    for (unsigned flow = 0; flow < n; flow++) {
        scenario_main(s, OP_VANISH, (flow + others) % s->n_flows, table, 0);
    }
}

static void some_call(struct scenario *s, struct random *random)
{
    static const uint8_t calls[] = {OP_PAUSE, OP_RESUME,      OP_STOP,      OP_START,
                                    OP_FLUSH, OP_SET_THREADS, OP_PURGE,     OP_PURGE_PMD,
                                    OP_HEAL,  OP_REVALIDATE,  OP_REVALIDATE};

    unsigned call = CHOOSE(random, calls), numbers = two_numbers(random);

    scenario_main(s, (enum operation_kind)call, 0, numbers / 3, numbers % 3);
}

static void some_operation(struct scenario *s, struct random *random)
{
    unsigned flow = random_below(random, s->n_flows), table = some_table(s, random),
             ms = some_ms(random);

    switch (random_below(random, 16)) {
    case 0:
    case 1:
    case 2:
        some_packets(s, flow, random);
        break;
    case 3:
        scenario_main(s, OP_LATE_MISS, flow, random_below(random, 3), 0);
        break;
    case 4:
    case 5:
        foreign_flow(s, flow, table, random);
        break;
    case 6:
    case 7:
        scenario_main(s, OP_VANISH, flow, table, 0);
        if (random_one_in(random, 2)) {
            foreign_flow(s, flow, table, random);
        }
        break;
    case 8:
        scenario_main(s, OP_MOVE_LAYER, flow, table, 0);
        break;
    case 9:
        scenario_main(s, OP_CHANGE_RULES, flow,
                      random_one_in(random, 2) ? random_below(random, 5) : 0, 0);
        break;
    case 10:
        turmoil(s, random);
        break;
    case 11:
        scenario_main(s, OP_ADVANCE, 0, ms % 256, ms / 256);
        break;
    case 12:
        scenario_main(s, OP_WAIT, 0, ms % 256, ms / 256);
        break;
    case 13:
    case 14:
        compose_wait_round(s);
        break;
    default:
        some_call(s, random);
        break;
    }
}

static void packet_thread(struct scenario *s, unsigned thread, struct random *random)
{
    for (unsigned n = 2 + random_below(random, 6); n > 0; n--) {
        unsigned ms = some_ms(random), flow = random_below(random, s->n_flows);
        unsigned numbers = two_numbers(random);

        scenario_packet(s, thread, OP_PACKET, flow, numbers / 3, numbers % 3);
        if (random_one_in(random, 2)) {
            scenario_packet(s, thread, OP_WAIT, 0, ms % 256, ms / 256);
        }
    }
}

void crowd(struct scenario *s, struct random *random)
{
    settings(s, random);
    if (random_one_in(random, 4)) {
        exchange(s, random);
    } else {
        before(s, random);
    }
    faults(s, random);
    for (unsigned n = 2 + random_below(random, 10); n > 0 && s->main.n < MOST_OPERATIONS; n--) {
        some_operation(s, random);
    }
    for (unsigned thread = 0; thread < s->n_packet_threads; thread++) {
        packet_thread(s, thread, random);
    }
}
