/*
 * ONCE, of the packets that userspace has in its hands: each that misses is handled once and
 * credited once, as what it is, and is executed before it is dealt with, as its translation says. A
 * packet thread executes its packets itself, and is told how.
 */
#include "oracle/belief/packets.h"

static bool check_known(uint64_t packet, unsigned slot, const char *what)
{
    if (packets_of(packet)->known) {
        return true;
    }
    violation("ONCE/packet-never-sent-up",
              ABOUT_SLOT(slot, .packet = packet, .traits = {{"", what}}),
              "%s %s packet %llu of %s, which was never sent up", self_name(), what,
              (unsigned long long)packet, slot_name(slot));
    return false;
}

static void check_begin(const struct observation *o)
{
    if (check_known(o->packet, o->slot, "handles") && packets_of(o->packet)->begun) {
        violation("ONCE/packet-handled-twice", ABOUT_SLOT(o->slot, .packet = o->packet),
                  "%s handles packet %llu of %s, which has been handled before", self_name(),
                  (unsigned long long)o->packet, slot_name(o->slot));
    }
}

static void check_credit(const struct observation *o)
{
    const struct packet_facts *packet = packets_of(o->packet);
    unsigned long long number = o->packet;

    if (o->purpose != CACHE_TRANSLATE_UPCALL || o->result || !o->stats ||
        !check_known(o->packet, o->slot, "credits")) {
        return;
    }
    if (!packet->miss) {
        violation("ONCE/hit-credited-as-miss", ABOUT_SLOT(o->slot, .packet = number),
                  "%s credits packet %llu of %s as one that missed; it hit the flow, whose counter "
                  "has it",
                  self_name(), number, slot_name(o->slot));
    } else if (packet->credited) {
        violation("ONCE/packet-credited-twice", ABOUT_SLOT(o->slot, .packet = number),
                  "%s credits packet %llu of %s a second time", self_name(), number,
                  slot_name(o->slot));
    } else if (o->stats->n_packets != 1 || o->stats->n_bytes != model_packet_bytes(o->packet)) {
        violation("ONCE/packet-credited-wrongly", ABOUT_SLOT(o->slot, .packet = number),
                  "%s credits packet %llu of %s as %llu packet%s, %llu byte%s; expected 1, %llu",
                  self_name(), number, slot_name(o->slot), (unsigned long long)o->stats->n_packets,
                  plural(o->stats->n_packets), (unsigned long long)o->stats->n_bytes,
                  plural(o->stats->n_bytes), (unsigned long long)model_packet_bytes(o->packet));
    }
}

static void check_execute(const struct observation *o)
{
    uint64_t number = o->op->packet;
    const struct packet_facts *packet = packets_of(number);

    if (o->op->type != CACHE_EXECUTE || !check_known(number, o->slot, "executes")) {
        return;
    }
    if (o->op->other_key != model_packet_has_other_key(number)) {
        violation("ONCE/packet-executed-with-another-key", ABOUT_SLOT(o->slot, .packet = number),
                  "%s executes packet %llu of %s with a key that it did not come with", self_name(),
                  (unsigned long long)number, slot_name(o->slot));
    } else if (packet->slot != o->slot || packet->execute != o->op->actions) {
        violation("ONCE/packet-executed-wrongly", ABOUT_SLOT(o->slot, .packet = number),
                  "%s executes packet %llu as one of %s, with actions 0x%x; it is of %s, and its "
                  "translation says 0x%x",
                  self_name(), (unsigned long long)number, slot_name(o->slot), o->op->actions,
                  slot_name(packet->slot), packet->execute);
    } else if (packet->executed || packet->ended) {
        violation("ONCE/packet-executed-twice",
                  ABOUT_SLOT(o->slot, .packet = number,
                             .traits = {{"was", packet->executed ? "executed" : "dealt-with"}}),
                  "%s executes packet %llu of %s, which has been %s before", self_name(),
                  (unsigned long long)number, slot_name(o->slot),
                  packet->executed ? "executed" : "dealt with");
    }
}

static void check_end(const struct observation *o)
{
    const struct packet_facts *packet = packets_of(o->packet);

    if (check_known(o->packet, o->slot, "ends") && packet->miss && !packet->credited &&
        o->verdict != VERDICT_UNTRANSLATABLE) {
        violation("ONCE/packet-not-credited",
                  ABOUT_SLOT(o->slot, .packet = o->packet,
                             .traits = {{"verdict", model_verdict_word(o->verdict)}}),
                  "%s is done with packet %llu of %s (%s) and has not credited it", self_name(),
                  (unsigned long long)o->packet, slot_name(o->slot),
                  model_verdict_word(o->verdict));
    } else if (packet->execute && !packet->executed && !context_is_packet_thread()) {
        violation("ONCE/packet-not-executed", ABOUT_SLOT(o->slot, .packet = o->packet),
                  "%s is done with packet %llu of %s (%s) and has not executed it: expected "
                  "actions 0x%x",
                  self_name(), (unsigned long long)o->packet, slot_name(o->slot),
                  model_verdict_word(o->verdict), packet->execute);
    }
}

/* What a packet thread is to do with the packet, and which flow it is to add. */
static void check_reply(const struct observation *o)
{
    const struct packet_facts *packet = packets_of(o->packet);

    if (!packet->translated) {
        return;
    }
    if (o->execute != packet->execute ||
        (!o->result && (o->actions != packet->actions || o->mask != packet->mask))) {
        violation("ONCE/reply-not-as-translated", ABOUT_SLOT(o->slot, .packet = o->packet),
                  "%s is told to execute packet %llu of %s with 0x%x, and a flow with actions "
                  "0x%x, mask 0x%x (error %d); its translation says 0x%x, 0x%x and 0x%x",
                  self_name(), (unsigned long long)o->packet, slot_name(o->slot), o->execute,
                  o->actions, o->mask, o->result, packet->execute, packet->actions, packet->mask);
    }
}

static void before(const struct observation *o)
{
    switch (o->kind) {
    case OBS_UPCALL_BEGIN:
        check_begin(o);
        break;
    case OBS_TRANSLATED:
        check_credit(o);
        break;
    case OBS_OP_BEGIN:
        check_execute(o);
        break;
    case OBS_UPCALL_RETURNED:
        check_reply(o);
        break;
    default:
        check_end(o);
        break;
    }
}

const struct check check_once_packets = {
    .wants_before = OBS(UPCALL_BEGIN) | OBS(TRANSLATED) | OBS(OP_BEGIN) | OBS(UPCALL_END) |
                    OBS(UPCALL_RETURNED),
    .before = before,
};
