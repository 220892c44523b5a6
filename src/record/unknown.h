/*
 * Unknown fields of a message: whether bytes are such fields.
 */
#ifndef PHONENUM_SRC_RECORD_UNKNOWN_H
#define PHONENUM_SRC_RECORD_UNKNOWN_H

#include "record/schema.h"

/*
 * Whether the bytes are well-formed fields that decoding would keep as unknown in this message. In a group, anything may
 * stand. `depth` groups may be open at once.
 */
bool phonenum_are_unknown_fields(enum schema_message message, phonenum_bytes fields, size_t depth);

#endif
