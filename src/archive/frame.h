/*
 * Reading one frame: how long it is, what it unfolds to, and the records in that.
 */
#ifndef PHONENUM_SRC_ARCHIVE_FRAME_H
#define PHONENUM_SRC_ARCHIVE_FRAME_H

#include "archive/memory.h"

#include <phonenum/archive.h>

enum {
    BLOCK_HEADER = 3 /* bytes before each block of a frame */
};

/* A walk over the headers in a frame, which goes on as bytes come. All zero before the first step. */
struct walk {
    size_t next;      /* the next header; in the end, the size of the frame */
    uint64_t content; /* the size that the frame announces */
    uint64_t holds;   /* the most bytes that the blocks so far can unfold to */
    bool begun;       /* the header of the frame is read */
    bool ended;       /* the header of the last block is read */
    size_t block_max;
};

/* What frames unfold in. All zero before the first frame. */
struct unfolded {
    ZSTD_DCtx *context;
    struct buffer content;
    size_t records; /* in the content */
    size_t next;    /* the record in the content that is to be read next */
};

/*
 * Looks how long a frame is. Returns PHONENUM_OK, or PHONENUM_ERR_TRUNCATED if walk_needs() more than there is; or
 * PHONENUM_ERR_ARCHIVE or PHONENUM_ERR_LIMIT, with the reason.
 */
phonenum_status phonenum_archive_walk(struct walk *walk, const uint8_t *data, size_t size, size_t limit,
                                      const char **message);

/* The least bytes of a frame that must be there to go on: behind a block, at least the next header comes. */
static inline size_t walk_needs(const struct walk *walk)
{
    return walk->next + (walk->begun && !walk->ended ? BLOCK_HEADER : 0);
}

/*
 * Unfolds a frame, and counts its records, of which none may be larger than options->limits.input. Returns PHONENUM_OK,
 * or PHONENUM_ERR_NO_MEMORY, PHONENUM_ERR_ARCHIVE or PHONENUM_ERR_LIMIT with the reason. REQUIRES: the walk ended well.
 */
phonenum_status phonenum_archive_unfold(struct unfolded *unfolded, phonenum_allocator *allocator, const uint8_t *frame,
                                        const struct walk *walk, const phonenum_decode_options *options,
                                        const char **message);

/* Takes the next record out of the content. REQUIRES: it was unfolded, and a record is left. */
phonenum_bytes phonenum_archive_take(struct unfolded *unfolded);

/* Whether all records of the content were taken. */
static inline bool all_taken(const struct unfolded *unfolded)
{
    return unfolded->next == unfolded->content.size;
}

void phonenum_archive_unfolded_free(struct unfolded *unfolded, const phonenum_allocator *allocator);

/* Checks options, and copies them with the default for a frame of 0. False if one is out of range. */
bool phonenum_archive_check_options(const phonenum_archive_read_options *options,
                                    phonenum_archive_read_options *checked);

/* The most bytes that the index or the seek table may have. */
static inline size_t table_limit(size_t frame_limit)
{
    return frame_limit > PHONENUM_ARCHIVE_FRAME_MAX ? frame_limit : PHONENUM_ARCHIVE_FRAME_MAX;
}

#endif
