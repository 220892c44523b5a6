/*
 * Splitting a length-delimited record from the bytes that it stands in.
 */
#ifndef PHONENUM_SRC_CODEC_DELIMITED_H
#define PHONENUM_SRC_CODEC_DELIMITED_H

#include <phonenum/codec.h>

/* What a look at the bytes from a length on has found. */
struct delimited {
    size_t header_size; /* of the length; 0 if it is not whole */
    size_t record_size; /* of the record, or of the part that is there */
    size_t missing;     /* the least bytes that must come before the record is whole */
};

/*
 * Looks at a record after its length. Returns PHONENUM_OK, PHONENUM_ERR_TRUNCATED, PHONENUM_ERR_VARINT or
 * PHONENUM_ERR_LIMIT. Of the options, which may be NULL, only limits.input is used.
 */
phonenum_status phonenum_find_delimited(const uint8_t *data, size_t size, const phonenum_decode_options *options,
                                        struct delimited *found, phonenum_error *error);

#endif
