#include "crowd.h"

#include "generation/compose.h"

/* No round begins sooner after the one before; and so many operations, and more in turmoil, have
 * room. */
enum { LEAST_INTERVAL_MS = 5, MOST_OPERATIONS = SCENARIO_MAX_MAIN_OPERATIONS - 24 };

#define CHOOSE(DICE, FROM) ((FROM)[dice_below(DICE, sizeof(FROM) / sizeof(FROM)[0])])

/* Around the times after which something is decided: of idle flows, rounds and slow rounds. */
static unsigned some_ms(struct dice *dice)
{
    static const uint16_t times_ms[] = {1,   2,   5,   10,  20,  50,   90,   101, 110,
                                        150, 201, 250, 300, 500, 1000, 1400, 2100};

    return CHOOSE(dice, times_ms);
}

static void settings(struct scenario *s, struct dice *dice)
{
    static const uint8_t limits[] = {0, 1, 1, 2, 2, 3, 4};
    static const uint8_t idle_ms[] = {0, 0, 10, 20, 50, 90, 120, 150, 250};
    static const uint8_t interval_ms[] = {0, 0, 5, 20, 100};

    compose_begin(s, 1, 1, dice_one_in(dice, 4), 1);
    s->n_handlers = (uint8_t)(1 + dice_below(dice, 3));
    s->n_revalidators = (uint8_t)(1 + dice_below(dice, 3));
    s->n_flows = (uint8_t)(1 + dice_below(dice, SCENARIO_MAX_FLOWS));
    s->packet_datapath = dice_one_in(dice, 3);
    if (s->packet_datapath) {
        s->n_packet_threads = (uint8_t)(1 + dice_one_in(dice, 3));
    }
    s->n_umaps = (uint8_t)(1 + dice_below(dice, 3));
    s->dump_batch = (uint8_t)(1 + dice_below(dice, 3));
    s->full_dump = dice_one_in(dice, 3);
    s->revalidate_always = dice_one_in(dice, 6);
    s->min_revalidate_pps = (uint8_t)(dice_one_in(dice, 4) ? 1 + dice_below(dice, 20) : 0);
    s->flow_limit = CHOOSE(dice, limits);
    s->max_idle_ms = CHOOSE(dice, idle_ms);
    s->max_revalidator_ms = CHOOSE(dice, interval_ms);
    s->mean_gap = (uint8_t)(4 + dice_below(dice, 40));
    s->seed = (uint32_t)dice_next(dice);
}

/* The operand for a flow table: that of the datapath, or of one of its packet threads. */
static unsigned some_table(const struct scenario *s, struct dice *dice)
{
    return s->packet_datapath ? dice_below(dice, 1U + s->n_packet_threads) : 0;
}

/* Two numbers below 3, in one. The order in which a call's arguments are evaluated is the
 * compiler's choice, and must not be the dice's. */
static unsigned two_numbers(struct dice *dice)
{
    return dice_below(dice, 9);
}

static void some_packets(struct scenario *s, unsigned flow, struct dice *dice)
{
    unsigned numbers = two_numbers(dice);

    scenario_main(s, OP_PACKET, flow, numbers / 3, numbers % 3);
}

static void foreign_flow(struct scenario *s, unsigned flow, unsigned table, struct dice *dice)
{
    scenario_main(s, OP_FOREIGN, flow, table, dice_one_in(dice, 6) ? dice_below(dice, 4) : 0);
}

/* Some flows are installed and hit, some are others'; the cache has seen them or not. */
static void before(struct scenario *s, struct dice *dice)
{
    for (unsigned n = dice_below(dice, 3); n > 0; n--) {
        some_packets(s, dice_below(dice, s->n_flows), dice);
    }
    for (unsigned n = dice_below(dice, 4); n > 0; n--) {
        unsigned flow = dice_below(dice, s->n_flows);

        foreign_flow(s, flow, some_table(s, dice), dice);
        if (!dice_one_in(dice, 3)) {
            some_packets(s, flow, dice);
        }
    }
    if (dice_one_in(dice, 2)) {
        compose_wait_round(s);
    }
}

static void faults(struct scenario *s, struct dice *dice)
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

    for (unsigned n = dice_below(dice, 3); n > 0; n--) {
        unsigned flow = dice_one_in(dice, 3) ? SCENARIO_MAX_FLOWS : dice_below(dice, s->n_flows);
        unsigned kind = CHOOSE(dice, kinds);

        scenario_main(s, OP_FAULT, flow, kind - 1, dice_below(dice, 3));
    }
}

/* A round is due, and meets what the datapath does meanwhile. */
static void turmoil(struct scenario *s, struct dice *dice)
{
    unsigned ms = some_ms(dice);

    scenario_main(s, OP_ADVANCE, 0, ms % 256, ms / 256);
    for (unsigned n = 1 + dice_below(dice, 5); n > 0; n--) {
        unsigned flow = dice_below(dice, s->n_flows), table = some_table(s, dice);

        if (dice_one_in(dice, 3)) {
            scenario_main(s, OP_VANISH, flow, table, 0);
        } else {
            foreign_flow(s, flow, table, dice);
        }
        if (dice_one_in(dice, 3)) {
            some_packets(s, flow, dice);
        }
    }
}

/* Flows that the cache has known for a while go, and as many others come: it does not see from
 * their number that there are any. A round begins, and some time later these go as well: then it
 * may be holding their records. */
static void exchange(struct scenario *s, struct dice *dice)
{
    unsigned table = some_table(s, dice);
    unsigned n = 1 + dice_below(dice, table ? s->n_flows : (s->n_flows + 1U) / 2);
    unsigned others = table ? 0 : n;

    for (unsigned flow = 0; flow < n; flow++) {
        foreign_flow(s, flow, 0, dice);
    }
    compose_wait_round(s);
    compose_wait_round(s);
    for (unsigned flow = 0; flow < n; flow++) {
        scenario_main(s, OP_VANISH, flow, 0, 0);
        foreign_flow(s, (flow + others) % s->n_flows, table, dice);
    }
    scenario_main(s, OP_ADVANCE, 0, LEAST_INTERVAL_MS, 0);
    compose_call(s, OP_REVALIDATE);
    for (unsigned i = dice_below(dice, 16); i > 0; i--) {
        some_packets(s, dice_below(dice, s->n_flows), dice);
    }
    for (unsigned flow = 0; flow < n; flow++) {
        scenario_main(s, OP_VANISH, (flow + others) % s->n_flows, table, 0);
    }
}

static void some_call(struct scenario *s, struct dice *dice)
{
    static const uint8_t calls[] = {OP_PAUSE, OP_RESUME,      OP_STOP,      OP_START,
                                    OP_FLUSH, OP_SET_THREADS, OP_PURGE,     OP_PURGE_PMD,
                                    OP_HEAL,  OP_REVALIDATE,  OP_REVALIDATE};

    unsigned call = CHOOSE(dice, calls), numbers = two_numbers(dice);

    scenario_main(s, (enum operation_kind)call, 0, numbers / 3, numbers % 3);
}

static void some_operation(struct scenario *s, struct dice *dice)
{
    unsigned flow = dice_below(dice, s->n_flows), table = some_table(s, dice), ms = some_ms(dice);

    switch (dice_below(dice, 16)) {
    case 0:
    case 1:
    case 2:
        some_packets(s, flow, dice);
        break;
    case 3:
        scenario_main(s, OP_LATE_MISS, flow, dice_below(dice, 3), 0);
        break;
    case 4:
    case 5:
        foreign_flow(s, flow, table, dice);
        break;
    case 6:
    case 7:
        scenario_main(s, OP_VANISH, flow, table, 0);
        if (dice_one_in(dice, 2)) {
            foreign_flow(s, flow, table, dice);
        }
        break;
    case 8:
        scenario_main(s, OP_MOVE_LAYER, flow, table, 0);
        break;
    case 9:
        scenario_main(s, OP_CHANGE_RULES, flow, dice_one_in(dice, 2) ? dice_below(dice, 5) : 0, 0);
        break;
    case 10:
        turmoil(s, dice);
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
        some_call(s, dice);
        break;
    }
}

static void packet_thread(struct scenario *s, unsigned thread, struct dice *dice)
{
    for (unsigned n = 2 + dice_below(dice, 6); n > 0; n--) {
        unsigned ms = some_ms(dice), flow = dice_below(dice, s->n_flows);
        unsigned numbers = two_numbers(dice);

        scenario_packet(s, thread, OP_PACKET, flow, numbers / 3, numbers % 3);
        if (dice_one_in(dice, 2)) {
            scenario_packet(s, thread, OP_WAIT, 0, ms % 256, ms / 256);
        }
    }
}

void crowd(struct scenario *s, struct dice *dice)
{
    settings(s, dice);
    if (dice_one_in(dice, 4)) {
        exchange(s, dice);
    } else {
        before(s, dice);
    }
    faults(s, dice);
    for (unsigned n = 2 + dice_below(dice, 10); n > 0 && s->main.n < MOST_OPERATIONS; n--) {
        some_operation(s, dice);
    }
    for (unsigned thread = 0; thread < s->n_packet_threads; thread++) {
        packet_thread(s, thread, dice);
    }
}
