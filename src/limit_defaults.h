/*
 * The defaults behind phonenum_limits, for all that read records.
 */
#ifndef PHONENUM_SRC_LIMIT_DEFAULTS_H
#define PHONENUM_SRC_LIMIT_DEFAULTS_H

#include <phonenum/codec.h>

/* The limits with a default for each that is 0. */
static inline phonenum_limits limits_or_defaults(const phonenum_limits *limits)
{
    phonenum_limits result = *limits;
    result.input = limits->input ? limits->input : PHONENUM_INPUT_SIZE_DEFAULT;
    result.links = limits->links ? limits->links : 65536;
    result.codes = limits->codes ? limits->codes : 65536;
    result.unknown = limits->unknown ? limits->unknown : (size_t)1 << 20;
    result.depth = limits->depth ? limits->depth : PHONENUM_DEPTH_DEFAULT;
    return result;
}

#endif
