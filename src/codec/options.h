/*
 * The check of the options of decoding.
 */
#ifndef PHONENUM_SRC_CODEC_OPTIONS_H
#define PHONENUM_SRC_CODEC_OPTIONS_H

#include "record/spare.h"

#include <phonenum/codec.h>

#define INVALID_DECODE_OPTIONS "invalid options: check flags, limits.depth and spare"

static inline bool are_valid_decode_options(const phonenum_decode_options *options)
{
    return !(options->flags & ~(unsigned)PHONENUM_DECODE_BORROW) && options->limits.depth <= PHONENUM_DEPTH_MAX &&
           !SPARE_BITS(options) && !SPARE_BITS(&options->limits);
}

#endif
