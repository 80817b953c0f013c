#include "cache/udpif_bytes.h"

enum { NUMBER_SIZE = 4, LENGTHS = 53, LONGEST_ONE_IN = 16 };

static uint32_t mix(uint32_t x)
{
    x = (x ^ (x >> 16)) * 0x7feb352dU;
    x = (x ^ (x >> 15)) * 0x846ca68bU;
    return x ^ (x >> 16);
}

static void put_number(struct udpif_bytes *into, uint32_t number)
{
    for (unsigned i = 0; i < NUMBER_SIZE; i++) {
        into->data[i] = (uint8_t)(number >> (24 - 8 * i));
    }
}

static void fill(struct udpif_bytes *into, uint32_t number, size_t size)
{
    put_number(into, number);
    into->size = size;
    for (size_t i = NUMBER_SIZE; i < size; i++) {
        into->data[i] = (uint8_t)(number + i);
    }
}

void bytes_of_key(struct udpif_bytes *into, uint32_t flow, bool other)
{
    uint32_t number = flow + (other ? OTHER_KEY : 0);

    fill(into, number, NUMBER_SIZE + mix(number) % LENGTHS);
}

void bytes_of_actions(struct udpif_bytes *into, uint32_t actions)
{
    uint32_t x = mix(actions);

    fill(into, actions,
         x % LONGEST_ONE_IN ? NUMBER_SIZE + x / LONGEST_ONE_IN % LENGTHS : sizeof into->data);
}

void bytes_of_mask(struct udpif_bytes *into, uint32_t mask)
{
    put_number(into, mask & 0x00ffffff);
    into->size = NUMBER_SIZE + (mask >> 24 & 0x7f);
    for (size_t i = NUMBER_SIZE; i < into->size; i++) {
        into->data[i] = 0xff;
    }
}

uint32_t number_of_bytes(struct bytes bytes)
{
    const uint8_t *data = bytes.data;

    return bytes.size < NUMBER_SIZE || !data ? 0
                                             : (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 |
                                                   (uint32_t)data[2] << 8 | data[3];
}

uint32_t mask_of_bytes(struct bytes bytes)
{
    return bytes.size < NUMBER_SIZE
               ? 0
               : number_of_bytes(bytes) | (uint32_t)(bytes.size - NUMBER_SIZE) << 24;
}
