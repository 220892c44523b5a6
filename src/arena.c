/*
 * The arena: the caller's buffer, then a list of chunks, filled one after another.
 *
 * Chunks behind `current` are empty ones, kept for reuse. `used` of a chunk (buffer_used of the buffer) counts from
 * when it was left for the next one; that of the current one is told by `next`.
 */
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#if defined(ARENA_POISONS)
#include <sanitizer/asan_interface.h>
#define poison(memory, size) ASAN_POISON_MEMORY_REGION(memory, size)
#define unpoison(memory, size) ASAN_UNPOISON_MEMORY_REGION(memory, size)
#else
#define poison(memory, size) ((void)(memory), (void)(size))
#define unpoison(memory, size) ((void)(memory), (void)(size))
#endif

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

/* Called through a volatile pointer, a memset of memory that is never read again still has to happen. */
static void *(*const volatile wiping_memset)(void *, int, size_t) = memset;

void phonenum_wipe(void *memory, size_t size)
{
    if (size > 0)
        wiping_memset(memory, 0, size);
}

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
    memset(arena, 0, sizeof *arena);
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

/* Where the memory of a chunk begins; NULL stands for the caller's buffer. */
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
    size_t size = least > arena->chunk_size ? least : arena->chunk_size;
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
    poison(chunk_bytes(chunk), size);
    phonenum_arena_expect(arena, 2 * arena->chunk_size);
    return chunk;
}

/* Goes on to the next chunk that holds `least` bytes, a new one if need be. */
static bool advance(phonenum_arena *arena, size_t least)
{
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

static bool fits(const phonenum_arena *arena, size_t size, size_t alignment, size_t *padding)
{
    if (!arena->next)
        return false;
    size_t room = (size_t)(arena->end - arena->next);
    *padding = (size_t)(0 - (uintptr_t)arena->next) & (alignment - 1);
    return *padding <= room && size <= room - *padding;
}

void *phonenum_arena_alloc(phonenum_arena *arena, size_t size, size_t alignment)
{
    size_t padding = 0;
    if (!fits(arena, size, alignment, &padding)) {
        if (!advance(arena, size))
            return NULL;
        padding = 0;
    }
    unsigned char *memory = arena->next + padding;
    arena->next = memory + size;
    unpoison(memory, size);
    return memory;
}

void phonenum_arena_wipe_on_reset(phonenum_arena *arena)
{
    arena->holds_secrets = true;
}

phonenum_arena_point phonenum_arena_mark(const phonenum_arena *arena)
{
    phonenum_arena_point point = {arena->current, arena->next};
    return point;
}

/* Empties a chunk from a byte on; from the start if that is NULL, which it is only for what was never used. */
static void take_back(phonenum_arena *arena, struct phonenum_chunk *chunk, unsigned char *from, bool wipe)
{
    unsigned char *begin = begin_of(arena, chunk);
    if (!begin)
        return;
    size_t *used = used_of(arena, chunk);
    size_t kept = from ? (size_t)(from - begin) : 0;
    /* The gaps that alignment left were never handed out, and so are poisoned still. */
    unpoison(begin + kept, *used - kept);
    if (wipe)
        phonenum_wipe(begin + kept, *used - kept);
    poison(begin + kept, *used - kept);
    *used = kept;
}

static void go_back(phonenum_arena *arena, phonenum_arena_point point, bool wipe)
{
    note_used(arena);
    struct phonenum_chunk *last = arena->current;
    struct phonenum_chunk *chunk = point.chunk;
    take_back(arena, chunk, point.next, wipe);
    while (chunk != last) {
        chunk = chunk_behind(arena, chunk);
        take_back(arena, chunk, NULL, wipe);
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
    unpoison(chunk_bytes(chunk), chunk->size);
    arena->allocator.deallocate(arena->allocator.context, chunk, sizeof *chunk + chunk->size);
}

/*
 * Gives back large chunks that nothing was put into since the last reset. Else an arena that is reset between records
 * of which each is a little larger than the one before would keep a chunk for every one of them.
 */
static void release_unused(phonenum_arena *arena)
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

void phonenum_arena_reset(phonenum_arena *arena)
{
    release_unused(arena);
    phonenum_arena_point start = {NULL, arena->buffer};
    go_back(arena, start, arena->holds_secrets);
    arena->holds_secrets = false;
}

void phonenum_arena_free(phonenum_arena *arena)
{
    if (!arena)
        return;
    phonenum_arena_reset(arena);
    if (arena->buffer)
        unpoison(arena->buffer, arena->buffer_size);
    while (arena->first) {
        struct phonenum_chunk *chunk = arena->first;
        arena->first = chunk->next;
        release(arena, chunk);
    }
    arena->chunk_size = CHUNK_SIZE_MIN;
}

void phonenum_arena_expect(phonenum_arena *arena, size_t size)
{
    if (size > CHUNK_SIZE_MAX)
        size = CHUNK_SIZE_MAX;
    if (size > arena->chunk_size)
        arena->chunk_size = size;
}

void *phonenum_arena_alloc_array(phonenum_arena *arena, size_t count, size_t element_size, size_t alignment)
{
    if (count > SIZE_MAX / element_size)
        return NULL;
    return phonenum_arena_alloc(arena, count * element_size, alignment);
}

char *phonenum_arena_copy(phonenum_arena *arena, const void *data, size_t size)
{
    char *copy = size < SIZE_MAX ? phonenum_arena_alloc(arena, size + 1, 1) : NULL;
    if (!copy)
        return NULL;
    if (size > 0)
        memcpy(copy, data, size);
    copy[size] = '\0';
    return copy;
}

bool phonenum_buffer_reserve(phonenum_buffer *buffer, size_t size)
{
    if (size <= buffer->capacity - buffer->size)
        return true;
    if (size > SIZE_MAX / 2 - buffer->size)
        return false;
    size_t capacity = buffer->size + size;
    if (capacity < 2 * buffer->capacity)
        capacity = 2 * buffer->capacity;
    char *data = phonenum_arena_alloc(buffer->arena, capacity, 1);
    if (!data)
        return false;
    if (buffer->size > 0)
        memcpy(data, buffer->data, buffer->size);
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

bool phonenum_buffer_append(phonenum_buffer *buffer, const void *data, size_t size)
{
    if (!phonenum_buffer_reserve(buffer, size))
        return false;
    if (size > 0)
        memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
    return true;
}
