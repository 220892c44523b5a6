/**
 * @file
 * How much a reader takes from its input before it refuses the rest.
 */
#ifndef PHONENUM_LIMITS_H
#define PHONENUM_LIMITS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The default of phonenum_limits.input: 64 MiB. */
#define PHONENUM_INPUT_SIZE_DEFAULT 0x4000000

/** The default of phonenum_limits.depth. */
#define PHONENUM_DEPTH_DEFAULT 100

/** The most that phonenum_limits.depth can be raised to. */
#define PHONENUM_DEPTH_MAX 1000

/** What a reader is ready to take from its input. 0 means the default. */
typedef struct phonenum_limits {
    /** Bytes of one record, encoded or as JSON. Default PHONENUM_INPUT_SIZE_DEFAULT. */
    size_t input;
    /** Elements of linked_to. Default 65,536. */
    size_t links;
    /** Elements of backup_codes. Default 65,536. */
    size_t codes;
    /** Bytes of unknown fields in the input, all messages together. Default 1 MiB. JSON has none. */
    size_t unknown;
    /**
     * Messages and groups, or objects and arrays, open inside the record's own. Default PHONENUM_DEPTH_DEFAULT; more than
     * PHONENUM_DEPTH_MAX is refused with PHONENUM_ERR_ARGUMENT.
     */
    size_t depth;
    size_t spare[3]; /**< zero: room for limits of later versions */
} phonenum_limits;

#ifdef __cplusplus
}
#endif

#endif
