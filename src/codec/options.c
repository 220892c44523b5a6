/*
 * The check of the options of decoding.
 */
#include "codec/options.h"

#include "base/error.h"
#include "base/limits.h"
#include "record/spare.h"

const phonenum_decode_options phonenum_decode_defaults = {.limits = LIMIT_DEFAULTS};

phonenum_status phonenum_check_decode_options(const phonenum_decode_options *options, phonenum_decode_options *checked,
                                              phonenum_error *error)
{
    if (options->flags & ~(unsigned)PHONENUM_DECODE_BORROW || options->limits.depth > PHONENUM_DEPTH_MAX ||
        SPARE_BITS(options) || SPARE_BITS(&options->limits))
        return phonenum_error_set(error, PHONENUM_ERR_ARGUMENT, 0,
                                  "invalid options: check flags, limits.depth and spare");
    checked->limits = limits_or_defaults(&options->limits);
    checked->flags = options->flags;
    return PHONENUM_OK;
}
