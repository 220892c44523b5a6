/*
 * Spare bytes in public structs, for the members of later versions.
 */
#ifndef PHONENUM_SRC_RECORD_SPARE_H
#define PHONENUM_SRC_RECORD_SPARE_H

#include "base/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The error message if such a byte is set. */
#define OLDER_LIBRARY "this library is older than the program: it does not know a member that is set"

/* The bytes, combined by OR: 0 if all are 0. `size` is a constant, so compilers make this a few loads. */
static ALWAYS_INLINE uint64_t spare_bits(const void *spare, size_t size)
{
    const uint8_t *bytes = spare;
    uint64_t bits = 0;
    uint64_t word;
    size_t i = 0;
    for (; size - i >= sizeof word; i += sizeof word) {
        memcpy(&word, bytes + i, sizeof word);
        bits |= word;
    }
    if (i < size && size >= sizeof word) {
        /* This word overlaps the one before. */
        memcpy(&word, bytes + size - sizeof word, sizeof word);
        return bits | word;
    }
    for (; i < size; i++)
        bits |= bytes[i];
    return bits;
}

/* The bits that are set in the spare bytes of a struct: 0 if all is well. */
#define SPARE_BITS(from) spare_bits((from)->spare, sizeof(from)->spare)
#define ALL_SPARE_BITS(from) (SPARE_BITS(from) | spare_bits((from)->spare_flags, sizeof(from)->spare_flags))

#endif
