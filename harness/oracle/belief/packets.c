#include "oracle/belief/packets.h"

#include "oracle/belief/obstruction.h"

static struct packet_facts packets[MODEL_MAX_PACKETS + 1];
static uint64_t n_known;
static uint32_t n_accepted, n_ended;

static void reset(void)
{
    n_known = 0;
    n_accepted = n_ended = 0;
}

static bool is_known(uint64_t packet)
{
    return packet && packet <= n_known;
}

const struct packet_facts *packets_of(uint64_t packet)
{
    static const struct packet_facts unknown = {.known = false};

    return is_known(packet) ? &packets[packet] : &unknown;
}

uint32_t packets_n_unhandled(void)
{
    return n_accepted - n_ended;
}

static void note_sent_up(uint64_t packet, unsigned slot, bool miss)
{
    while (n_known < packet) {
        packets[++n_known] = (struct packet_facts){.known = true};
    }
    packets[packet].slot = slot;
    packets[packet].miss = miss;
    packets[packet].failed = packets[packet].uncacheable = false;
}

static void note_begin(struct packet_facts *packet, unsigned slot)
{
    packet->begun = true;
    packet->begun_at = obs_now();
    packet->refusals = actor_trylock_failures(actor_self());
    packet->n_obstructed = obstruction_rounds(slot);
}

static void note_translated(struct packet_facts *packet, const struct observation *o)
{
    if (o->purpose != CACHE_TRANSLATE_REVALIDATE) {
        packet->translated = true;
        packet->failed = o->result;
        packet->uncacheable = !o->result && !o->cacheable;
        packet->actions = o->actions;
        packet->mask = o->mask;
        packet->execute = o->execute;
    }
    if (o->purpose == CACHE_TRANSLATE_UPCALL && !o->result && o->stats) {
        packet->credited = true;
        context_reached.packets_credited++;
    }
}

static void update(const struct observation *o)
{
    uint64_t number = o->kind == OBS_OP_BEGIN ? o->op->packet : o->packet;

    if (o->kind == OBS_SENT_UP) {
        note_sent_up(number, o->slot, o->miss);
        return;
    }
    if (!is_known(number)) {
        return;
    }
    switch (o->kind) {
    case OBS_UPCALL_BEGIN:
        note_begin(&packets[number], o->slot);
        break;
    case OBS_TRANSLATED:
        note_translated(&packets[number], o);
        break;
    case OBS_OP_BEGIN:
        packets[number].executed |= o->op->type == CACHE_EXECUTE;
        break;
    case OBS_UPCALL_END:
        n_ended += !packets[number].ended;
        packets[number].ended = true;
        packets[number].limited = o->verdict == VERDICT_LIMITED;
        break;
    case OBS_ACCEPTED:
        n_accepted++;
        break;
    default:
        break;
    }
}

const struct belief belief_packets = {
    .wants = OBS(SENT_UP) | OBS(UPCALL_BEGIN) | OBS(TRANSLATED) | OBS(OP_BEGIN) | OBS(UPCALL_END) |
             OBS(ACCEPTED),
    .reset = reset,
    .update = update,
};
