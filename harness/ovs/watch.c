#include "ovs/watch.h"

#include <string.h>

#include "model/events.h"
#include "model/slots.h"
#include "ovs/promise/promises.h"
#include "ovs/promise/refused.h"
#include "ovs/world.h"

enum { MAX_UKEYS = 4 * MODEL_SLOTS, MAX_TAKEN = 512, MAX_COUNTERS = 64 };

static enum cache_state (*read_state)(const void *);
static bool (*has_lock)(const void *);
static struct watched_ukey ukeys[MAX_UKEYS];
static unsigned n_ukeys;
static uint64_t n_made;

/* The upcalls that an actor has taken. A batch of 64 may have any number of others that fail. */
struct taken {
    unsigned flow, pmd;
    uint64_t packet;
    bool miss, judged;
    enum cache_verdict verdict;
    uint32_t actions, execute; /* As it was translated. */
};
static struct hand {
    unsigned n, next; /* `next`: the first that may lack a verdict. */
    struct taken list[MAX_TAKEN];
} hands[RUNTIME_MAX_ACTORS];
static unsigned n_hands; /* The others are empty. */

static struct cache_counter counted[MAX_COUNTERS];
static size_t n_counted;

static struct {
    bool open, complete;
    uint64_t dump_seq, reval_seq, n;
} this_round;

void watch_begin(enum cache_state (*reader)(const void *), bool (*is_locked)(const void *))
{
    read_state = reader;
    has_lock = is_locked;
    n_ukeys = 0;
    n_made = 0;
    for (; n_hands > 0; n_hands--) {
        hands[n_hands - 1].n = hands[n_hands - 1].next = 0;
    }
    for (size_t i = 0; i < n_counted; i++) {
        counted[i].value = 0;
    }
    memset(&this_round, 0, sizeof this_round);
}

void watch_ukey_made(const void *ukey, unsigned flow, unsigned pmd)
{
    if (n_ukeys == MAX_UKEYS) {
        runtime_violation("LEAK", "%s makes a ukey for flow %u; %u exist already",
                          actor_name(actor_self()), flow, n_ukeys);
    }
    ukeys[n_ukeys++] = (struct watched_ukey){.ukey = ukey,
                                             .flow = flow,
                                             .pmd = pmd,
                                             .serial = ++n_made,
                                             .of_upcall = watch_in_upcall(),
                                             .state = STATE_CREATED};
}

void watch_ukey_freed(const void *ukey)
{
    for (unsigned i = 0; i < n_ukeys; i++) {
        if (ukeys[i].ukey == ukey) {
            struct watched_ukey gone = ukeys[i];

            ukeys[i] = ukeys[--n_ukeys];
            ovs_world->freed(gone.flow, gone.pmd, gone.serial);
            return;
        }
    }
}

/* Excuses are of a flow; each thread of packets may have a ukey of it. */
static bool is_evicting_anywhere(unsigned flow)
{
    for (unsigned i = 0; i < n_ukeys; i++) {
        if (ukeys[i].flow == flow && ukeys[i].state == STATE_EVICTING) {
            return true;
        }
    }
    return false;
}

void watch_look(void)
{
    for (unsigned i = 0; i < n_ukeys; i++) {
        struct watched_ukey *ukey = &ukeys[i];
        enum cache_state now = read_state(ukey->ukey);

        if (now != ukey->state) {
            enum cache_state before = ukey->state;

            ukey->state = now;
            if (!has_lock(ukey->ukey)) {
                promises_broken(
                    "LOCK/step-without-lock", ukey->flow,
                    "%s: ukey %llu of flow %u goes from %s to %s, and nobody has its lock",
                    actor_name(actor_self()), (unsigned long long)ukey->serial, ukey->flow,
                    model_state_word(before), model_state_word(now));
            }
            if (before == STATE_VISIBLE && now == STATE_OPERATIONAL && ukey->of_upcall &&
                !watch_in_upcall()) {
                promises_called_for(CALLED_BEFORE_PUT, ukey->flow);
            }
            if (now == STATE_EVICTING && refused_is_deleted(ukey->flow)) {
                promises_called_for(CALLED_BESIDE_REFUSED, ukey->flow);
            }
            ovs_world->transition(ukey->flow, ukey->pmd, ukey->serial, before, now);
            if (before == STATE_EVICTING && !is_evicting_anywhere(ukey->flow)) {
                promises_over_for(CALLED_BESIDE_REFUSED, ukey->flow);
            }
        }
    }
}

void watch_each(void (*function)(const struct watched_ukey *))
{
    for (unsigned i = 0; i < n_ukeys; i++) {
        function(&ukeys[i]);
    }
}

bool watch_has(unsigned flow, unsigned pmd, enum cache_state state)
{
    for (unsigned i = 0; i < n_ukeys; i++) {
        if (ukeys[i].flow == flow && ukeys[i].pmd == pmd && ukeys[i].state == state) {
            return true;
        }
    }
    return false;
}

unsigned watch_n_counting(void)
{
    unsigned n = 0;

    for (unsigned i = 0; i < n_ukeys; i++) {
        n += ukeys[i].state >= STATE_VISIBLE && ukeys[i].state < STATE_EVICTING;
    }
    return n;
}

uint64_t watch_serial(const void *ukey)
{
    for (unsigned i = 0; i < n_ukeys; i++) {
        if (ukeys[i].ukey == ukey) {
            return ukeys[i].serial;
        }
    }
    return 0;
}

void watch_upcall_begin(unsigned flow, unsigned pmd, uint64_t packet, bool miss)
{
    struct hand *hand = &hands[actor_self()];

    if (n_hands <= actor_self()) {
        n_hands = actor_self() + 1;
    }
    if (hand->n == MAX_TAKEN) {
        runtime_violation("HARNESS", "more than %d upcalls in one hand", MAX_TAKEN);
    }
    hand->list[hand->n++] = (struct taken){
        .flow = flow, .pmd = pmd, .packet = packet, .miss = miss, .verdict = VERDICT_NOT_CACHEABLE};
    ovs_world->upcall_begin(flow, pmd, packet);
}

void watch_upcalls_end(void)
{
    struct hand *hand = &hands[actor_self()];

    for (unsigned i = 0; i < hand->n; i++) {
        const struct taken *taken = &hand->list[i];

        ovs_world->upcall_end(taken->flow, taken->pmd, taken->packet, taken->verdict);
    }
    hand->n = hand->next = 0;
}

void watch_verdict(enum cache_verdict verdict)
{
    struct hand *hand = &hands[actor_self()];

    while (hand->next < hand->n &&
           (hand->list[hand->next].judged || !hand->list[hand->next].miss)) {
        hand->next++;
    }
    if (hand->next < hand->n) {
        hand->list[hand->next].verdict = verdict;
        hand->list[hand->next].judged = true;
    }
}

void watch_verdict_on_latest(enum cache_verdict verdict)
{
    struct hand *hand = &hands[actor_self()];

    if (hand->n) {
        hand->list[hand->n - 1].verdict = verdict;
        hand->list[hand->n - 1].judged = true;
    }
}

bool watch_in_upcall(void)
{
    return hands[actor_self()].n > 0;
}

uint64_t watch_packet_in_hand(void)
{
    const struct hand *hand = &hands[actor_self()];

    return hand->n ? hand->list[hand->n - 1].packet : 0;
}

static struct taken *taken_of(uint64_t packet)
{
    struct hand *hand = &hands[actor_self()];

    for (unsigned i = 0; i < hand->n; i++) {
        if (hand->list[i].packet == packet) {
            return &hand->list[i];
        }
    }
    return NULL;
}

void watch_translated(uint64_t packet, uint32_t actions, uint32_t execute)
{
    struct taken *taken = taken_of(packet);

    if (taken) {
        taken->actions = actions;
        taken->execute = execute;
    }
}

uint32_t watch_execution(uint64_t packet, uint32_t actions)
{
    const struct taken *taken = taken_of(packet);

    return taken && taken->actions == actions ? taken->execute : actions;
}

void watch_counted(const char *name)
{
    size_t i = 0;

    while (i < n_counted && counted[i].name != name && strcmp(counted[i].name, name)) {
        i++;
    }
    if (i == n_counted && n_counted < MAX_COUNTERS) {
        counted[n_counted++].name = name;
    }
    if (i < n_counted) {
        counted[i].value++;
    }
}

size_t watch_counters(struct cache_counter *into, size_t max)
{
    size_t n = n_counted < max ? n_counted : max;

    memcpy(into, counted, n * sizeof *into);
    return n;
}

void watch_round_begin(uint64_t dump_seq, uint64_t reval_seq)
{
    this_round.open = true;
    this_round.complete = false;
    this_round.dump_seq = dump_seq;
    this_round.reval_seq = reval_seq;
    ovs_world->round_begin(dump_seq, reval_seq);
}

void watch_dump_ended(bool complete)
{
    this_round.complete = complete;
}

void watch_round_end(uint32_t limit)
{
    if (this_round.open) {
        this_round.open = false;
        this_round.n++;
        promises_round_ended();
        ovs_world->limit_adjusted(limit);
        ovs_world->round_end(this_round.dump_seq, this_round.reval_seq, this_round.complete);
    }
}

uint64_t watch_n_rounds(void)
{
    return this_round.n;
}
