/*
 * The bytes that stand for the harness's numbers in src/: keys, masks and actions. How many there are
 * depends on the number, so that no two that the cache might confuse are equally long; each byte
 * behind the number's own four follows from it, so that none can be lost or altered unnoticed.
 */
#ifndef CACHE_UDPIF_BYTES_H
#define CACHE_UDPIF_BYTES_H 1

#include <stdbool.h>
#include <stdint.h>

#include "udpif.h"

struct udpif_bytes {
    size_t size;
    uint8_t data[DP_BUFFER_MAX];
};

/* The key of a flow, or its other one: at most UPCALL_KEY_MAX bytes. Their number is that of the flow, and
 * OTHER_KEY more. */
enum { OTHER_KEY = 1 << 24 };
void bytes_of_key(struct udpif_bytes *, uint32_t flow, bool other);

/* Actions, of a flow or of a packet's execution: up to DP_BUFFER_MAX bytes. */
void bytes_of_actions(struct udpif_bytes *, uint32_t actions);

/* A mask: the number's last three bytes behind a zero, and as many bytes more, all ones, as its first
 * byte says. So masks that differ in that alone differ in their length alone. */
void bytes_of_mask(struct udpif_bytes *, uint32_t mask);

/* The number that bytes stand for, as far as their beginning tells; 0 if they are too few. Whether
 * they are that number's bytes, bytes_equal() says. */
uint32_t number_of_bytes(struct bytes);
uint32_t mask_of_bytes(struct bytes);

static inline struct bytes bytes_of(const struct udpif_bytes *bytes)
{
    return (struct bytes){.data = bytes->data, .size = bytes->size};
}

#endif /* udpif_bytes.h */
