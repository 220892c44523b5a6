/**
 * @file
 * Limits: how much input the calls that decode and read accept.
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

/** The highest value that phonenum_limits.depth may have. */
#define PHONENUM_DEPTH_MAX 1000

/**
 * How much input a call accepts. A member that is 0 means its default.
 *
 * Input that exceeds a limit is refused with PHONENUM_ERR_LIMIT. If you raise a limit, larger input is
 * accepted. It takes more memory and time, in proportion. No check is switched off.
 */
typedef struct phonenum_limits {
    /** The most bytes of one record, encoded or as JSON. Default: PHONENUM_INPUT_SIZE_DEFAULT. */
    size_t input;
    /** The most elements of `linked_to`. Default: 65,536. */
    size_t links;
    /** The most elements of `backup_codes`. Default: 65,536. */
    size_t codes;
    /**
     * The most bytes of unknown fields in one record, all its messages together. Default: 1 MiB. Reading JSON
     * ignores this limit, because JSON has no unknown fields.
     */
    size_t unknown;
    /**
     * The most messages and groups that may be open at once inside the record; in JSON, objects and arrays. The
     * record itself does not count. Default: PHONENUM_DEPTH_DEFAULT. A value above PHONENUM_DEPTH_MAX is
     * refused with PHONENUM_ERR_ARGUMENT.
     */
    size_t depth;
    size_t spare[3]; /**< zero: "Room for later versions" in record.h */
} phonenum_limits;

#ifdef __cplusplus
}
#endif

#endif
