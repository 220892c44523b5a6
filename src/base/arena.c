/*
 * The arena: the caller's buffer, then a list of chunks, filled one after another.
 *
 * Chunks after `current` are empty and kept for reuse. `used` (for the buffer, `buffer_used`) of the current chunk is
 * out of date until note_used() computes it from `next`.
 */
#include "base/arena.h"

#include "base/attributes.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct phonenum_chunk {
    struct phonenum_chunk *next;
    size_t size;
    size_t used;
    max_align_t data[];
};

enum {
    CHUNK_SIZE_MIN = 1024 - sizeof(struct phonenum_chunk),
    CHUNK_SIZE_MAX = (1 << 20) - sizeof(struct phonenum_chunk)
};

static void *malloc_allocate(void *context, size_t size)
{
    (void)context;
    return malloc(size);
}

static void malloc_deallocate(void *context, void *memory, size_t size)
{
    (void)context;
    (void)size;
    free(memory);
}

const phonenum_allocator *phonenum_malloc_allocator(void)
{
    static const phonenum_allocator allocator = {malloc_allocate, malloc_deallocate, NULL};
    return &allocator;
}

void phonenum_arena_init(phonenum_arena *arena, void *buffer, size_t size, const phonenum_allocator *allocator)
{
    phonenum_clear(arena, sizeof *arena);
    arena->buffer = buffer;
    arena->buffer_size = buffer ? size : 0;
    arena->next = arena->buffer;
    arena->end = buffer ? arena->buffer + size : NULL;
    arena->chunk_size = CHUNK_SIZE_MIN;
    if (allocator)
        arena->allocator = *allocator;
    else if (!buffer)
        arena->allocator = *phonenum_malloc_allocator();
}

static unsigned char *chunk_bytes(struct phonenum_chunk *chunk)
{
    return (unsigned char *)chunk->data;
}

/* The start of a chunk's memory. A NULL chunk stands for the caller's buffer. */
static unsigned char *begin_of(const phonenum_arena *arena, struct phonenum_chunk *chunk)
{
    return chunk ? chunk_bytes(chunk) : arena->buffer;
}

static struct phonenum_chunk *chunk_behind(const phonenum_arena *arena, const struct phonenum_chunk *chunk)
{
    return chunk ? chunk->next : arena->first;
}

static size_t *used_of(phonenum_arena *arena, struct phonenum_chunk *chunk)
{
    return chunk ? &chunk->used : &arena->buffer_used;
}

static void note_used(phonenum_arena *arena)
{
    if (arena->next)
        *used_of(arena, arena->current) = (size_t)(arena->next - begin_of(arena, arena->current));
}

static void enter(phonenum_arena *arena, struct phonenum_chunk *chunk)
{
    arena->current = chunk;
    arena->next = begin_of(arena, chunk);
    arena->end = chunk ? chunk_bytes(chunk) + chunk->size : arena->buffer ? arena->buffer + arena->buffer_size : NULL;
}

static struct phonenum_chunk *new_chunk(phonenum_arena *arena, size_t least)
{
    size_t usual = arena->chunk_size < CHUNK_SIZE_MAX ? arena->chunk_size : CHUNK_SIZE_MAX;
    size_t size = least > usual ? least : usual;
    if (!arena->allocator.allocate || size > SIZE_MAX - sizeof(struct phonenum_chunk))
        return NULL;
    struct phonenum_chunk *chunk =
        arena->allocator.allocate(arena->allocator.context, sizeof(struct phonenum_chunk) + size);
    if (!chunk)
        return NULL;
    chunk->size = size;
    chunk->used = 0;
    chunk->next = chunk_behind(arena, arena->current);
    if (arena->current)
        arena->current->next = chunk;
    else
        arena->first = chunk;
    phonenum_poison(chunk_bytes(chunk), size);
    arena->chunk_size = 2 * usual;
    return chunk;
}

/* Moves on to the next chunk with room for `least` bytes. Allocates one if there is none. */
static COLD bool advance(phonenum_arena *arena, size_t least)
{
    /* If the first chunk is still empty, a new one goes in front of it. So the empty one can still be used. */
    if (arena->current && arena->current == arena->first && arena->next == chunk_bytes(arena->current) &&
        !arena->buffer)
        enter(arena, NULL);
    struct phonenum_chunk *chunk = chunk_behind(arena, arena->current);
    while (chunk && chunk->size < least)
        chunk = chunk->next;
    if (!chunk)
        chunk = new_chunk(arena, least);
    if (!chunk)
        return false;
    note_used(arena);
    enter(arena, chunk);
    return true;
}

/* Allocates the only chunk that most arenas have. */
static bool begin_first(phonenum_arena *arena, size_t least)
{
    struct phonenum_chunk *chunk = new_chunk(arena, least);
    if (chunk)
        enter(arena, chunk);
    return chunk != NULL;
}

void *phonenum_arena_alloc_elsewhere(phonenum_arena *arena, size_t size)
{
    const bool is_fresh = !arena->first && !arena->buffer;
    if (!(is_fresh ? begin_first(arena, size) : advance(arena, size)))
        return NULL;
    unsigned char *memory = arena->next;
    arena->next = memory + size;
    phonenum_unpoison(memory, size);
    return memory;
}

void *phonenum_arena_alloc(phonenum_arena *arena, size_t size, size_t alignment)
{
    return phonenum_arena_take(arena, size, alignment);
}

void phonenum_arena_wipe_on_reset(phonenum_arena *arena)
{
    arena->holds_secrets = true;
}

phonenum_arena_point phonenum_arena_mark(const phonenum_arena *arena)
{
    return phonenum_arena_here(arena);
}

/* Takes back memory that was handed out. */
static ALWAYS_INLINE void take_back(unsigned char *memory, size_t size, bool wipe)
{
    /* Alignment gaps were never handed out, so they are still poisoned. */
    phonenum_unpoison(memory, size);
    if (wipe)
        phonenum_wipe(memory, size);
    phonenum_poison(memory, size);
}

/* Empties a chunk from the byte `from` on. NULL means from the start. */
static NEVER_INLINE void empty_chunk(phonenum_arena *arena, struct phonenum_chunk *chunk, unsigned char *from,
                                     bool wipe)
{
    unsigned char *begin = begin_of(arena, chunk);
    if (!begin)
        return;
    size_t *used = used_of(arena, chunk);
    size_t kept = from ? (size_t)(from - begin) : 0;
    take_back(begin + kept, *used - kept, wipe);
    *used = kept;
}

static void go_back(phonenum_arena *arena, phonenum_arena_point point, bool wipe)
{
    note_used(arena);
    struct phonenum_chunk *last = arena->current;
    struct phonenum_chunk *chunk = point.chunk;
    empty_chunk(arena, chunk, point.next, wipe);
    while (chunk != last) {
        chunk = chunk_behind(arena, chunk);
        empty_chunk(arena, chunk, NULL, wipe);
    }
    enter(arena, point.chunk);
    if (point.next)
        arena->next = point.next;
}

void phonenum_arena_rewind(phonenum_arena *arena, phonenum_arena_point point)
{
    go_back(arena, point, true);
}

static void release(phonenum_arena *arena, struct phonenum_chunk *chunk)
{
    phonenum_unpoison(chunk_bytes(chunk), chunk->size);
    arena->allocator.deallocate(arena->allocator.context, chunk, sizeof *chunk + chunk->size);
}

/*
 * Frees large chunks that were not used since the last reset. Otherwise, an arena that is reset between slowly growing
 * records would keep a chunk for each record.
 */
static COLD void release_unused(phonenum_arena *arena)
{
    struct phonenum_chunk **link = &arena->first;
    note_used(arena);
    while (*link) {
        struct phonenum_chunk *chunk = *link;
        if (chunk->used == 0 && chunk->size > CHUNK_SIZE_MAX && chunk != arena->current) {
            *link = chunk->next;
            release(arena, chunk);
        } else {
            link = &chunk->next;
        }
    }
}

/* The first piece of memory: the caller's buffer, or else the first chunk. */
static phonenum_arena_point first_point(const phonenum_arena *arena)
{
    if (arena->first && !arena->buffer)
        return (phonenum_arena_point){arena->first, chunk_bytes(arena->first)};
    return (phonenum_arena_point){NULL, arena->buffer};
}

void phonenum_arena_reset(phonenum_arena *arena)
{
    if (arena->first && arena->first->next)
        release_unused(arena);
    const phonenum_arena_point start = first_point(arena);
    if (LIKELY(arena->current == start.chunk && start.next)) {
        /* Most arenas need no second piece. */
        take_back(start.next, (size_t)(arena->next - start.next), arena->holds_secrets);
        arena->next = start.next;
    } else {
        go_back(arena, start, arena->holds_secrets);
    }
    arena->holds_secrets = false;
}

void phonenum_arena_free(phonenum_arena *arena)
{
    if (!arena)
        return;
    /* Otherwise, nothing is left to wipe, and nothing to use again. */
    if (arena->holds_secrets || arena->buffer)
        phonenum_arena_reset(arena);
    if (arena->buffer)
        phonenum_unpoison(arena->buffer, arena->buffer_size);
    while (arena->first) {
        struct phonenum_chunk *chunk = arena->first;
        arena->first = chunk->next;
        release(arena, chunk);
    }
    enter(arena, NULL);
    arena->chunk_size = CHUNK_SIZE_MIN;
}

void *phonenum_arena_alloc_array(phonenum_arena *arena, size_t count, size_t element_size, size_t alignment)
{
    size_t size;
    /* Not by a division, which takes longer than all the rest. */
    if (__builtin_mul_overflow(count, element_size, &size))
        return NULL;
    return phonenum_arena_take(arena, size, alignment);
}

char *phonenum_arena_copy(phonenum_arena *arena, const void *data, size_t size)
{
    char *copy = size < SIZE_MAX ? phonenum_arena_take(arena, size + 1, 1) : NULL;
    if (!copy)
        return NULL;
    if (size > 0)
        memcpy(copy, data, size);
    copy[size] = '\0';
    return copy;
}
