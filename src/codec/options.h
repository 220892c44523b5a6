/*
 * The check of the options of decoding.
 */
#ifndef PHONENUM_SRC_CODEC_OPTIONS_H
#define PHONENUM_SRC_CODEC_OPTIONS_H

#include "base/error.h"
#include "record/spare.h"

#include <phonenum/codec.h>
#include <stdbool.h>

/* Returns PHONENUM_ERR_ARGUMENT, and then sets the error, if an option is out of range. NULL stands for the defaults. */
static inline phonenum_status check_decode_options(const phonenum_decode_options *options, phonenum_error *error)
{
    if (!options ||
        (!(options->flags & ~(unsigned)PHONENUM_DECODE_BORROW) && options->limits.depth <= PHONENUM_DEPTH_MAX &&
         !SPARE_BITS(options) && !SPARE_BITS(&options->limits)))
        return PHONENUM_OK;
    return phonenum_error_set(error, PHONENUM_ERR_ARGUMENT, 0, "invalid options: check flags, limits.depth and spare");
}

static inline bool borrows(const phonenum_decode_options *options)
{
    return (options->flags & PHONENUM_DECODE_BORROW) != 0;
}

#endif
