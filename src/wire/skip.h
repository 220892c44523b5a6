/*
 * Stepping over fields, whatever they are, and whether bytes are fields at all.
 */
#ifndef PHONENUM_SRC_WIRE_SKIP_H
#define PHONENUM_SRC_WIRE_SKIP_H

#include "wire/wire.h"

/* wire_skip(), as a call: it takes a lot of stack. */
phonenum_status phonenum_skip_field(wire_reader *in, uint32_t tag, const uint8_t *tag_start, size_t depth);

/* Whether these are well-formed fields, with no more than `depth` groups one in another; else, where they are not. */
bool phonenum_are_fields(const uint8_t *fields, size_t size, size_t depth, size_t *offset);

/*
 * How many fields have the tag of the one that begins at `start`, to the end of the message or to where it is broken.
 * REQUIRES: that tag is well-formed.
 */
size_t phonenum_count_fields(const uint8_t *start, const uint8_t *end, size_t depth);

#endif
