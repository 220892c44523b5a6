/**
 * @file
 * Arenas: the memory that decoded records live in. You take it piece by piece, and give it back all at once.
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

/**
 * Where an arena, a reader or a writer gets its memory from.
 *
 * The library calls both functions from the thread that uses the arena, the reader or the writer. Neither
 * function may be NULL.
 */
typedef struct phonenum_allocator {
    /** Returns `size` bytes that are aligned for any object, or NULL if there is no memory. `size` is never 0. */
    void *(*allocate)(void *context, size_t size);
    /** Takes back memory that `allocate` returned for the same `size`. `memory` is never NULL. */
    void (*deallocate)(void *context, void *memory, size_t size);
    /** Passed to both functions. The library does not look at it. */
    void *context;
} phonenum_allocator;

/**
 * Gives the allocator that uses malloc() and free().
 *
 * @return the allocator: a constant, never NULL.
 */
PHONENUM_EXPORT const phonenum_allocator *phonenum_malloc_allocator(void);

/**
 * An arena: a list of memory chunks that never move. Its members belong to the library: do not read or write
 * them.
 *
 * Only one thread at a time may use an arena. You may move an arena: copy its bytes, then use only the copy.
 *
 * **The arena contract.** It holds for every call that puts its results into an arena.
 *
 * - After success, the results stay valid until phonenum_arena_reset() or phonenum_arena_free(), or until
 *   phonenum_arena_rewind() goes back to a point before the call.
 * - After a failure, the arena is as it was before the call. Memory that the call took is wiped and taken back.
 *   Earlier results stay valid. If the arena has a new chunk now, it keeps the chunk for later use.
 *
 * **Secrets.** The library notes when it puts backup codes, extra_json or unknown fields into an arena, decoded
 * or encoded. The next phonenum_arena_reset() or phonenum_arena_free() then wipes all memory that the arena
 * has handed out.
 *
 * **AddressSanitizer.** If the library is built with it, memory that is not handed out is poisoned. So the
 * sanitizer reports a program that uses a record after a reset.
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

/** A point that an arena can go back to: see phonenum_arena_mark(). Its members belong to the library. */
typedef struct phonenum_arena_point {
    /** @cond private */
    struct phonenum_chunk *chunk;
    unsigned char *next;
    /** @endcond */
} phonenum_arena_point;

/**
 * Prepares an arena. It takes no memory yet.
 *
 * | buffer | allocator | memory comes from |
 * |---|---|---|
 * | NULL | NULL | malloc |
 * | NULL | given | the allocator |
 * | given | NULL | only the buffer, not the heap; if it is full, calls fail with PHONENUM_ERR_NO_MEMORY |
 * | given | given | the buffer first, then the allocator |
 *
 * @param[out] arena the arena to prepare. What it held before is ignored, not freed.
 * @param buffer memory of any alignment, or NULL. It must live as long as the arena. The arena overwrites it.
 * @param size bytes in buffer; may be 0. Ignored if `buffer` is NULL.
 * @param allocator copied. Its `context` must live as long as the arena. May be NULL.
 */
PHONENUM_EXPORT void phonenum_arena_init(phonenum_arena *arena, void *buffer, size_t size,
                                         const phonenum_allocator *allocator);

/**
 * Takes memory from an arena. Use it to build records by hand next to decoded ones.
 *
 * @param arena a prepared arena.
 * @param size bytes to take. 0 gives a valid pointer to no bytes.
 * @param alignment a power of two, at most the alignment of max_align_t.
 * @return the memory, with unspecified contents; NULL if there is no memory. The arena contract holds.
 */
PHONENUM_EXPORT void *phonenum_arena_alloc(phonenum_arena *arena, size_t size, size_t alignment);

/**
 * Tells an arena that you will put a secret into its memory. The next reset or free then wipes all of its
 * memory.
 *
 * @param arena a prepared arena.
 */
PHONENUM_EXPORT void phonenum_arena_wipe_on_reset(phonenum_arena *arena);

/**
 * Marks the current point of an arena. phonenum_arena_rewind() can go back to it.
 *
 * @param arena a prepared arena.
 * @return the point. It is valid until the next reset or free, or until a rewind to an earlier point.
 */
PHONENUM_EXPORT phonenum_arena_point phonenum_arena_mark(const phonenum_arena *arena);

/**
 * Wipes and takes back all memory that was handed out after a point. Earlier memory stays valid.
 *
 * @param arena the arena in which the point was marked.
 * @param point from phonenum_arena_mark(). It stays valid.
 */
PHONENUM_EXPORT void phonenum_arena_rewind(phonenum_arena *arena, phonenum_arena_point point);

/**
 * Takes back all memory, so that it can be used again. Every record in the arena becomes invalid.
 *
 * The arena keeps its chunks. But a chunk of more than 1 MiB may go back to the allocator, if it was not used
 * since the last reset.
 *
 * @param arena a prepared arena.
 */
PHONENUM_EXPORT void phonenum_arena_reset(phonenum_arena *arena);

/**
 * Resets an arena, and gives every chunk back to the allocator.
 *
 * You may use the arena again. It then uses your buffer again, if it has one. If you do not use the arena
 * again, the buffer is yours again.
 *
 * @param arena a prepared arena. NULL is ignored.
 */
PHONENUM_EXPORT void phonenum_arena_free(phonenum_arena *arena);

/**
 * Overwrites memory with zeros. The compiler cannot leave this out, as it may leave out memset(). For memory of your own
 * that held backup codes, such as a buffer of encoded records.
 *
 * @param memory what to overwrite; may be NULL if size is 0.
 * @param size bytes at memory.
 */
PHONENUM_EXPORT void phonenum_wipe(void *memory, size_t size);

#ifdef __cplusplus
}
#endif

#endif
