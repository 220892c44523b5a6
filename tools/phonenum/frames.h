/*
 * Reads records that stand after lengths of a fixed size.
 */
#ifndef PHONENUM_TOOLS_FRAMES_H
#define PHONENUM_TOOLS_FRAMES_H

#include "format.h"
#include "window.h"

struct frames {
    struct window window;
    enum format format;
    uint64_t record_offset; /* of the first byte after the length */
    size_t used;            /* bytes of the last record, which are still in the window */
    bool is_lost;           /* nobody knows where the next record begins */
};

/*
 * Reads the next record, as phonenum_stream_read_bytes() does: the same limit, the same errors at the same places, and
 * the same bytes if the input ends inside a record.
 */
phonenum_status frames_next(struct frames *frames, phonenum_bytes *encoded, phonenum_error *error);

void frames_free(struct frames *frames);

#endif
