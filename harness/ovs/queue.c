#include "ovs/queue.h"

#include <errno.h>
#include <string.h>

#include <latch.h>
#include <lib/dpif-provider.h>
#include "ovs/watch.h"
#include "ovs/world.h"

#undef ALWAYS_INLINE /* Open vSwitch has one of its own. */
#include "runtime/scheduler.h"

enum { MAX_QUEUES = 8, MAX_CAPACITY = 64 };

struct waiting {
    struct identity of;
    uint64_t packet;
    bool action;
};

static struct queue {
    struct waiting list[MAX_CAPACITY];
    unsigned first, n;
    struct latch filled;
} queues[MAX_QUEUES];
static unsigned n_queues, capacity;

void ovs_queues_begin(unsigned wanted)
{
    n_queues = 0;
    capacity = wanted && wanted < MAX_CAPACITY ? wanted : MAX_CAPACITY;
    for (unsigned i = 0; i < MAX_QUEUES; i++) {
        queues[i].first = queues[i].n = 0;
        latch_init(&queues[i].filled);
    }
}

void ovs_queues_set(unsigned n_handlers)
{
    if (n_handlers > MAX_QUEUES) {
        runtime_violation("HARNESS", "more than %d handlers", MAX_QUEUES);
    }
    if (n_handlers != n_queues) {
        ovs_queues_begin(capacity);
        n_queues = n_handlers;
    }
}

static void point(const struct queue *queue)
{
    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)queue));
}

int ovs_queue_add(unsigned hint, struct identity of, uint64_t packet, bool action)
{
    struct queue *queue;

    if (!n_queues) {
        return ESHUTDOWN;
    }
    queue = &queues[hint % n_queues];
    point(queue);
    if (queue->n == capacity) {
        return ENOBUFS;
    }
    queue->list[(queue->first + queue->n++) % MAX_CAPACITY] =
        (struct waiting){.of = of, .packet = packet, .action = action};
    latch_set(&queue->filled);
    return 0;
}

/* As dpif-netlink does: the message, in which lie key and packet. */
static void fill(const struct waiting *waiting, struct dpif_upcall *upcall, struct ofpbuf *buffer)
{
    struct user_action_cookie cookie;
    uint8_t bytes[IDENTITY_PACKET_SIZE];
    size_t key_at, packet_at, cookie_at;

    memset(upcall, 0, sizeof *upcall);
    upcall->type = waiting->action ? DPIF_UC_ACTION : DPIF_UC_MISS;
    upcall->ufid = identity_ufid(waiting->of.flow);
    key_at = buffer->size;
    identity_key(waiting->of, buffer);
    upcall->key_len = buffer->size - key_at;
    identity_packet(waiting->of, waiting->packet, bytes);
    packet_at = buffer->size;
    ofpbuf_put(buffer, bytes, sizeof bytes);
    memset(&cookie, 0, sizeof cookie);
    cookie.type = USER_ACTION_COOKIE_SLOW_PATH;
    cookie_at = buffer->size;
    nl_msg_put_unspec(buffer, OVS_USERSPACE_ATTR_USERDATA, &cookie, sizeof cookie);
    upcall->key = ofpbuf_at_assert(buffer, key_at, upcall->key_len);
    upcall->userdata = waiting->action ? ofpbuf_at_assert(buffer, cookie_at, NLA_HDRLEN) : NULL;
    dp_packet_use_stub(&upcall->packet, ofpbuf_at_assert(buffer, packet_at, sizeof bytes),
                       sizeof bytes);
    dp_packet_set_size(&upcall->packet, sizeof bytes);
}

int ovs_queue_take(unsigned handler, struct dpif_upcall *upcall, struct ofpbuf *buffer)
{
    struct queue *queue = &queues[handler];
    struct waiting waiting; /* A copy: while it is filled in, others may add to the queue. */

    point(queue);
    if (!queue->n) {
        queue->filled.fds[0] = 0; /* Without a point: nobody may fill it in between. */
        return EAGAIN;
    }
    waiting = queue->list[queue->first];
    queue->first = (queue->first + 1) % MAX_CAPACITY;
    queue->n--;
    fill(&waiting, upcall, buffer);
    watch_upcall_begin(waiting.of.flow, waiting.of.pmd, waiting.packet, !waiting.action);
    return 0;
}

void ovs_queue_wait(unsigned handler)
{
    latch_wait(&queues[handler].filled);
}
