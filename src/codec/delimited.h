/*
 * Splitting a length-delimited record from the bytes that it stands in.
 */
#ifndef PHONENUM_SRC_CODEC_DELIMITED_H
#define PHONENUM_SRC_CODEC_DELIMITED_H

#include "base/attributes.h"

#include <phonenum/codec.h>
#include <stdbool.h>

/* What a look at the bytes from a length on has found. */
struct delimited {
    size_t header_size; /* of the length; 0 if it is not whole */
    size_t record_size; /* of the record, or of the part that is there */
    size_t missing;     /* the least bytes that must come before the record is whole */
};

/*
 * Looks at a record after its length. Returns PHONENUM_OK, PHONENUM_ERR_TRUNCATED, PHONENUM_ERR_VARINT or, if the length
 * is greater than `most`, PHONENUM_ERR_LIMIT.
 */
phonenum_status phonenum_find_delimited(const uint8_t *data, size_t size, size_t most, struct delimited *found,
                                        phonenum_error *error);

/*
 * The same for what is usual: a whole record whose length takes one byte or two. False if phonenum_find_delimited() must
 * look. Leaves the error alone.
 */
static ALWAYS_INLINE bool find_usual_delimited(const uint8_t *data, size_t size, size_t most, struct delimited *found)
{
    if (!LIKELY(size >= 2))
        return false;
    const size_t second = data[0] & 0x80 ? data[1] : 0;
    const size_t length = (data[0] & 0x7f) | second << 7;
    const size_t header_size = 1 + (data[0] >> 7);
    *found = (struct delimited){header_size, length, 0};
    return LIKELY(second < 0x80 && length <= most && length <= size - header_size);
}

#endif
