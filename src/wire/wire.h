/*
 * The primitives of the wire format: tags, varints, lengths, skipping.
 *
 * After a failed read, `next` points at the byte for the error's offset.
 */
#ifndef PHONENUM_SRC_WIRE_WIRE_H
#define PHONENUM_SRC_WIRE_WIRE_H

#include "base/attributes.h"

#include <phonenum/limits.h>
#include <phonenum/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum wire_type {
    WIRE_VARINT = 0,
    WIRE_I64 = 1,
    WIRE_LEN = 2,
    WIRE_SGROUP = 3,
    WIRE_EGROUP = 4,
    WIRE_I32 = 5
};

enum {
    WIRE_VARINT_SIZE_MAX = 10,
    WIRE_VARINT32_SIZE_MAX = 5,
    /* The varint of a time in milliseconds, from February 1971 to 2109. */
    WIRE_TIME_SIZE = 6
};

typedef struct wire_reader {
    const uint8_t *next;
    const uint8_t *end;
} wire_reader;

static inline uint32_t wire_tag_number(uint32_t tag)
{
    return tag >> 3;
}

static inline enum wire_type wire_tag_type(uint32_t tag)
{
    return (enum wire_type)(tag & 7);
}

static inline size_t wire_room(const wire_reader *in)
{
    return (size_t)(in->end - in->next);
}

static inline phonenum_status wire_fail(wire_reader *in, phonenum_status status, const uint8_t *at)
{
    in->next = at;
    return status;
}

/* The only place that depends on the byte order: between a number and its little-endian bytes, in either direction. */
static inline uint64_t wire_swap64(uint64_t value)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

/* Reads a little-endian number. By memcpy(), because compilers do not always merge loads and stores of single bytes. */
static inline uint64_t wire_load64(const uint8_t *data)
{
    uint64_t value;
    memcpy(&value, data, sizeof value);
    return wire_swap64(value);
}

static inline uint64_t wire_load48(const uint8_t *data)
{
    uint64_t low = 0;
    uint64_t high = 0;
    memcpy(&low, data, 4);
    memcpy(&high, data + 4, 2);
    return wire_swap64(low) | wire_swap64(high) << 32;
}

/* Writes a little-endian number. */
static inline void wire_store64(uint8_t *out, uint64_t value)
{
    value = wire_swap64(value);
    memcpy(out, &value, sizeof value);
}

static inline void wire_store32(uint8_t *out, uint32_t value)
{
    const uint64_t bytes = wire_swap64(value);
    memcpy(out, &bytes, 4);
}

/* Joins the low 7 bits of six bytes: first in pairs, then the three pairs. */
static inline uint64_t wire_join_groups(uint64_t bytes)
{
    uint64_t pairs = (bytes & UINT64_C(0x007f007f007f)) | (bytes & UINT64_C(0x7f007f007f00)) >> 1;
    return (pairs & 0x3fff) | (pairs >> 2 & 0xfffc000) | (pairs >> 4 & UINT64_C(0x3fff0000000));
}

/* Reads a varint of at most size_max bytes. */
static NEVER_INLINE phonenum_status wire_read_sized_varint(wire_reader *in, uint64_t *value, unsigned size_max)
{
    const uint8_t *start = in->next;
    *value = 0;
    for (unsigned i = 0; i < size_max; i++) {
        if (in->next == in->end)
            return PHONENUM_ERR_TRUNCATED;
        uint8_t byte = *in->next++;
        *value |= (uint64_t)(byte & 0x7f) << (7 * i);
        /* Only one bit of a tenth byte fits into 64 bits. */
        if (i == WIRE_VARINT_SIZE_MAX - 1 && byte > 1)
            break;
        if (byte < 0x80)
            return PHONENUM_OK;
    }
    return wire_fail(in, PHONENUM_ERR_VARINT, start);
}

/* A varint and the byte after it. `next` is NULL if the varint is truncated or invalid. */
typedef struct wire_varint {
    uint64_t value;
    const uint8_t *next;
} wire_varint;

static NEVER_INLINE wire_varint wire_any_varint(const uint8_t *next, const uint8_t *end)
{
    wire_reader in = {next, end};
    wire_varint varint = {0, NULL};
    if (wire_read_sized_varint(&in, &varint.value, WIRE_VARINT_SIZE_MAX) == PHONENUM_OK)
        varint.next = in.next;
    return varint;
}

static ALWAYS_INLINE wire_varint wire_varint_at(const uint8_t *next, const uint8_t *end)
{
    if (LIKELY(next != end && *next < 0x80))
        return (wire_varint){*next, next + 1};
    return wire_any_varint(next, end);
}

/* Whether the low six bytes are the varint of a time. */
static ALWAYS_INLINE bool wire_are_time(uint64_t bytes)
{
    return (bytes & UINT64_C(0x808080808080)) == UINT64_C(0x008080808080);
}

/* Like wire_varint_at(), but fast for a time: the place of the next field is known at once. */
static ALWAYS_INLINE wire_varint wire_time_at(const uint8_t *next, const uint8_t *end)
{
    if (LIKELY(end - next >= WIRE_TIME_SIZE)) {
        const uint64_t bytes = wire_load48(next);
        if (LIKELY(wire_are_time(bytes)))
            return (wire_varint){wire_join_groups(bytes), next + WIRE_TIME_SIZE};
    }
    return wire_any_varint(next, end);
}

static inline phonenum_status wire_read_varint(wire_reader *in, uint64_t *value)
{
    return wire_read_sized_varint(in, value, WIRE_VARINT_SIZE_MAX);
}

/* Reads a tag, and checks that its field number is not 0 and its wire type is one of enum wire_type. */
static inline phonenum_status wire_read_tag(wire_reader *in, uint32_t *tag)
{
    const uint8_t *start = in->next;
    uint64_t value = 0;
    phonenum_status status = wire_read_sized_varint(in, &value, WIRE_VARINT32_SIZE_MAX);
    if (status == PHONENUM_ERR_TRUNCATED)
        return status;
    if (status || value > UINT32_MAX || wire_tag_number((uint32_t)value) == 0)
        return wire_fail(in, PHONENUM_ERR_TAG, start);
    if ((value & 7) > WIRE_I32)
        return wire_fail(in, PHONENUM_ERR_WIRE_TYPE, start);
    *tag = (uint32_t)value;
    return PHONENUM_OK;
}

/* Reads a length, checks that so many bytes are there, and steps over them. */
static inline phonenum_status wire_read_len(wire_reader *in, const uint8_t **data, size_t *size)
{
    const uint8_t *start = in->next;
    uint64_t length = 0;
    phonenum_status status = wire_read_sized_varint(in, &length, WIRE_VARINT32_SIZE_MAX);
    if (status)
        return status;
    if (length > wire_room(in))
        return wire_fail(in, PHONENUM_ERR_LENGTH, start);
    *data = in->next;
    *size = (size_t)length;
    in->next += length;
    return PHONENUM_OK;
}

static inline phonenum_status wire_skip_fixed(wire_reader *in, size_t size)
{
    if (wire_room(in) < size)
        return wire_fail(in, PHONENUM_ERR_TRUNCATED, in->end);
    in->next += size;
    return PHONENUM_OK;
}

/* Skips the value of a field. REQUIRES: type is neither SGROUP nor EGROUP. */
static inline phonenum_status wire_skip_scalar(wire_reader *in, enum wire_type type)
{
    uint64_t value;
    const uint8_t *data;
    size_t size;
    switch (type) {
    case WIRE_VARINT:
        return wire_read_varint(in, &value);
    case WIRE_I64:
        return wire_skip_fixed(in, 8);
    case WIRE_LEN:
        return wire_read_len(in, &data, &size);
    default:
        return wire_skip_fixed(in, 4);
    }
}

/* The field number in a tag that was already read once. */
static inline uint32_t wire_number_at(const uint8_t *tag_start, const uint8_t *end)
{
    wire_reader in = {tag_start, end};
    uint32_t tag = 0;
    return wire_read_tag(&in, &tag) ? 0 : wire_tag_number(tag);
}

/*
 * Skips the value of the tag that was just read from tag_start; if it starts a group, the whole group. At most `depth`
 * groups may be open at once. A loop, so that no input can exhaust the stack. REQUIRES: depth <= PHONENUM_DEPTH_MAX.
 */
static inline phonenum_status wire_skip(wire_reader *in, uint32_t tag, const uint8_t *tag_start, size_t depth)
{
    const uint8_t *open[PHONENUM_DEPTH_MAX];
    size_t count = 0;
    for (;;) {
        phonenum_status status = PHONENUM_OK;
        if (wire_tag_type(tag) == WIRE_SGROUP) {
            if (count == depth)
                return wire_fail(in, PHONENUM_ERR_LIMIT, tag_start);
            open[count++] = tag_start;
        } else if (wire_tag_type(tag) == WIRE_EGROUP) {
            if (count == 0 || wire_number_at(open[count - 1], in->end) != wire_tag_number(tag))
                return wire_fail(in, PHONENUM_ERR_GROUP, tag_start);
            count--;
        } else {
            status = wire_skip_scalar(in, wire_tag_type(tag));
        }
        if (status || count == 0)
            return status;
        if (in->next == in->end)
            return wire_fail(in, PHONENUM_ERR_GROUP, open[count - 1]);
        tag_start = in->next;
        status = wire_read_tag(in, &tag);
        if (status)
            return status;
    }
}

static inline size_t wire_varint_size(uint64_t value)
{
    unsigned bits = 64 - (unsigned)__builtin_clzll(value | 1);
    return (9 * bits + 64) / 64; /* bits / 7, rounded up: exact for 1 to 64 */
}

static NEVER_INLINE uint8_t *wire_write_long_varint(uint8_t *out, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        *out++ = (uint8_t)(value | 0x80);
    *out++ = (uint8_t)value;
    return out;
}

/* Like all writers, returns the end of what it wrote. REQUIRES: room for wire_varint_size(value) bytes. */
static ALWAYS_INLINE uint8_t *wire_write_varint(uint8_t *out, uint64_t value)
{
    if (value >= 0x80)
        return wire_write_long_varint(out, value);
    *out = (uint8_t)value;
    return out + 1;
}

static ALWAYS_INLINE bool wire_is_time(uint64_t value)
{
    uint64_t sixth_byte = value >> 35;
    return sixth_byte - 1 < 0x7f;
}

/* Like wire_write_varint(), but the place of the next field is known at once. REQUIRES: wire_is_time(value). */
static ALWAYS_INLINE uint8_t *wire_write_time(uint8_t *out, uint64_t value)
{
    uint32_t low = (uint32_t)value;
    wire_store32(out,
                 (low & 0x7f) | (low << 1 & 0x7f00) | (low << 2 & 0x7f0000) | (low << 3 & 0x7f000000) | 0x80808080);
    out[4] = (uint8_t)(value >> 28 | 0x80);
    out[5] = (uint8_t)(value >> 35);
    return out + WIRE_TIME_SIZE;
}

typedef uint64_t wire_pair VECTOR;

/* Writes two times at once, with one-byte tags. REQUIRES: wire_is_time() for both values; room for one extra byte. */
static ALWAYS_INLINE uint8_t *wire_write_times(uint8_t *out, uint8_t tag, uint64_t value, uint8_t next_tag,
                                               uint64_t next_value)
{
    const uint64_t low_21_bits = 0x1fffff;
    wire_pair bytes = {value, next_value};
    /* First give each half, three 7-bit groups, 24 bits of its own. Then give each group a byte. */
    bytes = (bytes & low_21_bits) | (bytes & ~low_21_bits) << 3;
    bytes = (bytes & UINT64_C(0x00007f00007f)) | (bytes & UINT64_C(0x003f80003f80)) << 1 |
            (bytes & UINT64_C(0x1fc0001fc000)) << 2 | UINT64_C(0x008080808080);
    wire_store64(out, tag | bytes[0] << 8);
    wire_store64(out + 1 + WIRE_TIME_SIZE, next_tag | bytes[1] << 8);
    return out + 2 * (1 + WIRE_TIME_SIZE);
}

/* data may be NULL if size is 0. REQUIRES: room for size bytes. */
static inline uint8_t *wire_write_bytes(uint8_t *out, const void *data, size_t size)
{
    if (size > 0)
        memcpy(out, data, size);
    return out + size;
}

/* The wire format stores an int64 as its two's complement. */
static inline int64_t wire_to_int64(uint64_t value)
{
    int64_t result;
    memcpy(&result, &value, sizeof result);
    return result;
}

#endif
