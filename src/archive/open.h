/*
 * An open archive, for calls that look at all of its table.
 */
#ifndef PHONENUM_SRC_ARCHIVE_OPEN_H
#define PHONENUM_SRC_ARCHIVE_OPEN_H

#include "archive/frame.h"

/* Where a frame begins. One more, behind the last, says where the index begins, and how many records there are. */
struct place {
    uint64_t offset;
    uint64_t first_record;
    uint32_t content;  /* bytes that the frame unfolds to */
    uint32_t checksum; /* of its compressed bytes */
};

struct phonenum_archive_opened {
    phonenum_allocator allocator;
    struct buffer raw; /* the table, later a compressed frame */
    struct place *places;
    size_t frames;
    size_t frame;         /* the one that is unfolded; `frames` if none is */
    uint64_t next_record; /* the number of the record that `unfolded` comes to next */
    struct unfolded unfolded;
};

static inline size_t place_count(const struct phonenum_archive_opened *state)
{
    return state->frames + 1;
}

/* Unfolds a frame, unless it is unfolded already. The statuses are those of phonenum_archive_get_bytes(). */
phonenum_status phonenum_archive_load(phonenum_archive *archive, size_t frame, phonenum_error *error);

#endif
