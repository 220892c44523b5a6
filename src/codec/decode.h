/*
 * Decoding for callers that have checked the options before: readers of streams, which decode many records.
 */
#ifndef PHONENUM_SRC_CODEC_DECODE_H
#define PHONENUM_SRC_CODEC_DECODE_H

#include <phonenum/codec.h>
#include <stdbool.h>

/* phonenum_decode() with limits of which none is 0. `borrow`: PHONENUM_DECODE_BORROW. */
phonenum_status phonenum_decode_within(const uint8_t *data, size_t size, const phonenum_limits *limits, bool borrow,
                                       phonenum_arena *arena, phonenum_record *record, phonenum_error *error);

#endif
