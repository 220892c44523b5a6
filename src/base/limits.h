/*
 * The defaults of phonenum_limits, for all code that reads records.
 */
#ifndef PHONENUM_SRC_BASE_LIMITS_H
#define PHONENUM_SRC_BASE_LIMITS_H

#include <phonenum/limits.h>

#define LIMIT_DEFAULTS                                                                                    \
    {                                                                                                     \
        .input = PHONENUM_INPUT_SIZE_DEFAULT, .links = 65536, .codes = 65536, .unknown = (size_t)1 << 20, \
        .depth = PHONENUM_DEPTH_DEFAULT,                                                                  \
    }

static const phonenum_limits limit_defaults = LIMIT_DEFAULTS;

/* The limits, with the default in place of each 0. */
static inline phonenum_limits limits_or_defaults(const phonenum_limits *limits)
{
    phonenum_limits result = limit_defaults;
    result.input = limits->input ? limits->input : result.input;
    result.links = limits->links ? limits->links : result.links;
    result.codes = limits->codes ? limits->codes : result.codes;
    result.unknown = limits->unknown ? limits->unknown : result.unknown;
    result.depth = limits->depth ? limits->depth : result.depth;
    return result;
}

#endif
