/*
 * Decoding for callers that have checked the options before: readers of streams, which decode many records.
 */
#ifndef PHONENUM_SRC_CODEC_DECODE_H
#define PHONENUM_SRC_CODEC_DECODE_H

#include <phonenum/codec.h>

/* phonenum_decode(). REQUIRES: the options are from phonenum_check_decode_options(), or the defaults. */
phonenum_status phonenum_decode_checked(const uint8_t *data, size_t size, const phonenum_decode_options *options,
                                        phonenum_arena *arena, phonenum_record *record, phonenum_error *error);

#endif
