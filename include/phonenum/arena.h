/**
 * @file
 * The memory that decoded records live in: taken piece by piece, given back all at once.
 */
#ifndef PHONENUM_ARENA_H
#define PHONENUM_ARENA_H

#include <phonenum/export.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where an arena or a reader gets its memory. Both functions are called from the thread that uses the arena. */
typedef struct phonenum_allocator {
    /** Returns size bytes (size > 0) aligned for any object, or NULL when there are none. */
    void *(*allocate)(void *context, size_t size);
    /** Takes back memory that allocate returned for the same size. Never called with NULL. */
    void (*deallocate)(void *context, void *memory, size_t size);
    /** Handed to both. */
    void *context;
} phonenum_allocator;

/** @return the allocator over malloc and free; constant, never NULL. Thread-safe. */
PHONENUM_EXPORT const phonenum_allocator *phonenum_malloc_allocator(void);

/**
 * An arena: a list of chunks that never move. Its members are the library's own; don't read or write them.
 *
 * One thread at a time may use an arena. It may be moved (copied bytewise, the old copy dropped).
 *
 * Everything handed out is wiped by phonenum_arena_reset() and phonenum_arena_free() if, since the last reset, any of
 * it holds backup codes, extra_json or unknown fields. Under AddressSanitizer, memory that is not handed out is
 * poisoned, so a record used after reset is caught.
 */
typedef struct phonenum_arena {
    /** @cond private */
    unsigned char *next;
    unsigned char *end;
    unsigned char *buffer;
    size_t buffer_size;
    size_t buffer_used;
    struct phonenum_chunk *first;
    struct phonenum_chunk *current;
    size_t chunk_size;
    phonenum_allocator allocator;
    bool holds_secrets;
    uint8_t spare[31];
    /** @endcond */
} phonenum_arena;

/** A point in an arena's life to go back to; see phonenum_arena_mark(). Its members are the library's own. */
typedef struct phonenum_arena_point {
    /** @cond private */
    struct phonenum_chunk *chunk;
    unsigned char *next;
    /** @endcond */
} phonenum_arena_point;

/**
 * Prepares an arena. Takes no memory yet.
 *
 * | buffer | allocator | memory comes from |
 * |---|---|---|
 * | NULL | NULL | malloc |
 * | NULL | given | the allocator |
 * | given | NULL | the buffer alone: no heap; calls fail with PHONENUM_ERR_NO_MEMORY when it is full |
 * | given | given | the buffer first, then the allocator |
 *
 * @param arena what to prepare; what it held before is not looked at.
 * @param buffer memory of any alignment that must outlive the arena, or NULL. Its contents are overwritten.
 * @param size bytes in buffer; 0 is allowed.
 * @param allocator copied; its context must outlive the arena. May be NULL.
 */
PHONENUM_EXPORT void phonenum_arena_init(phonenum_arena *arena, void *buffer, size_t size,
                                         const phonenum_allocator *allocator);

/**
 * Takes memory, for building records by hand next to decoded ones.
 *
 * @param arena an initialised arena.
 * @param size bytes wanted; 0 gives a valid pointer to nothing.
 * @param alignment a power of two, at most that of max_align_t.
 * @return memory that holds nothing in particular and stays until reset, free or a rewind past it; NULL when there is
 *         none, the arena unchanged.
 */
PHONENUM_EXPORT void *phonenum_arena_alloc(phonenum_arena *arena, size_t size, size_t alignment);

/**
 * Says that a secret is about to be put into the arena's memory: the next reset or free wipes all of it.
 *
 * @param arena an initialised arena.
 */
PHONENUM_EXPORT void phonenum_arena_wipe_on_reset(phonenum_arena *arena);

/**
 * Marks where the arena is now.
 *
 * @param arena an initialised arena.
 * @return a point that phonenum_arena_rewind() can go back to, until the next reset or free, or a rewind to before it.
 */
PHONENUM_EXPORT phonenum_arena_point phonenum_arena_mark(const phonenum_arena *arena);

/**
 * Wipes and takes back all that was handed out since a point was marked. What came earlier stays valid.
 *
 * @param arena the arena that the point was marked in.
 * @param point from phonenum_arena_mark().
 */
PHONENUM_EXPORT void phonenum_arena_rewind(phonenum_arena *arena, phonenum_arena_point point);

/**
 * Takes back all memory for reuse and invalidates every record made from it. Chunks stay with the arena, but for those
 * over 1 MiB that were not used since the last reset.
 *
 * @param arena an initialised arena.
 */
PHONENUM_EXPORT void phonenum_arena_reset(phonenum_arena *arena);

/**
 * Resets, and gives every chunk back to the allocator. The arena stays usable, and the caller's buffer is the caller's
 * again.
 *
 * @param arena an initialised arena, or NULL, which is ignored.
 */
PHONENUM_EXPORT void phonenum_arena_free(phonenum_arena *arena);

#ifdef __cplusplus
}
#endif

#endif
