/*
 * The room in public structs that later versions give to new members.
 */
#ifndef PHONENUM_SRC_RECORD_SPARE_H
#define PHONENUM_SRC_RECORD_SPARE_H

#include "base/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What is wrong with a record that has a byte set there. */
#define OLDER_LIBRARY "this library is older than the program: it does not know a member that is set"

/* Whether all bytes are zero. The size is a constant, so compilers make a few wide loads of this. */
static ALWAYS_INLINE bool is_clear(const uint8_t *spare, size_t size)
{
    typedef uint64_t block VECTOR;
    block blocks = {0};
    uint64_t words = 0;
    size_t i = 0;
    for (; size - i >= sizeof blocks; i += sizeof blocks) {
        block next;
        memcpy(&next, spare + i, sizeof next);
        blocks |= next;
    }
    for (; size - i >= sizeof words; i += sizeof words) {
        uint64_t next;
        memcpy(&next, spare + i, sizeof next);
        words |= next;
    }
    for (; i < size; i++)
        words |= spare[i];
    return (blocks[0] | blocks[1] | words) == 0;
}

/* Whether a struct has nothing set there that this version does not know. */
#define HAS_CLEAR_SPARE(from) is_clear((const uint8_t *)(from)->spare, sizeof(from)->spare)
#define HAS_CLEAR_SPARE_FLAGS(from) is_clear((from)->spare_flags, sizeof(from)->spare_flags)

#endif
