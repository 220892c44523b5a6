/*
 * Skipping fields of any kind, and checking whether bytes are fields.
 */
#ifndef PHONENUM_SRC_WIRE_SKIP_H
#define PHONENUM_SRC_WIRE_SKIP_H

#include "wire/wire.h"

/* The error message of PHONENUM_ERR_LIMIT from skipping. */
#define WIRE_TOO_DEEP "messages and groups are nested deeper than the limit"

/* wire_skip(), not inlined, because it needs a lot of stack. */
phonenum_status phonenum_skip_field(wire_reader *in, uint32_t tag, const uint8_t *tag_start, size_t depth);

/* Whether the bytes are well-formed fields, with groups at most `depth` deep. If not, *offset is the bad place. */
bool phonenum_are_fields(const uint8_t *fields, size_t size, size_t depth, size_t *offset);

/*
 * Counts the fields that have the same tag as the one at `start`, up to the end of the message or to a malformed field.
 * REQUIRES: the tag at `start` is well-formed.
 */
size_t phonenum_count_fields(const uint8_t *start, const uint8_t *end, size_t depth);

#endif
