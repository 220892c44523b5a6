/*
 * Arena functions for internal use, in addition to the public ones.
 */
#ifndef PHONENUM_SRC_BASE_ARENA_H
#define PHONENUM_SRC_BASE_ARENA_H

#include <phonenum/arena.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__SANITIZE_ADDRESS__)
#define PHONENUM_ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PHONENUM_ARENA_POISONS 1
#endif
#endif

/* AddressSanitizer reports any access to arena memory that is not handed out. */
#if defined(PHONENUM_ARENA_POISONS)
#include <sanitizer/asan_interface.h>
#define phonenum_poison(memory, size) ASAN_POISON_MEMORY_REGION(memory, size)
#define phonenum_unpoison(memory, size) ASAN_UNPOISON_MEMORY_REGION(memory, size)
#else
#define phonenum_poison(memory, size) ((void)(memory), (void)(size))
#define phonenum_unpoison(memory, size) ((void)(memory), (void)(size))
#endif

/* Announces that about `size` bytes will be needed, so that one new chunk can hold them all. */
static inline void phonenum_arena_expect(phonenum_arena *arena, size_t size)
{
    if (size > arena->chunk_size)
        arena->chunk_size = size;
}

/* The slow path of phonenum_arena_alloc(): the current chunk has no room. */
void *phonenum_arena_alloc_elsewhere(phonenum_arena *arena, size_t size);

/* phonenum_arena_alloc(), inline. */
static inline void *phonenum_arena_take(phonenum_arena *arena, size_t size, size_t alignment)
{
    size_t room = (size_t)(arena->end - arena->next);
    size_t padding = (size_t)(0 - (uintptr_t)arena->next) & (alignment - 1);
    if (padding > room || size > room - padding || !arena->next)
        return phonenum_arena_alloc_elsewhere(arena, size);
    unsigned char *memory = arena->next + padding;
    arena->next = memory + size;
    phonenum_unpoison(memory, size);
    return memory;
}

/* Gives back the part of the last allocation that starts at `end`. */
static inline void phonenum_arena_give_back(phonenum_arena *arena, void *end)
{
    phonenum_poison(end, (size_t)(arena->next - (unsigned char *)end));
    arena->next = end;
}

/*
 * Lends memory to a caller that does not know yet how much it needs: at most `most` bytes, and at least `least` if there
 * is memory. The caller gives back the rest.
 */
static inline void *phonenum_arena_lend(phonenum_arena *arena, size_t least, size_t most, size_t *size)
{
    if ((size_t)(arena->end - arena->next) < least) {
        unsigned char *elsewhere = phonenum_arena_alloc_elsewhere(arena, least);
        if (elsewhere)
            phonenum_arena_give_back(arena, elsewhere);
    }
    unsigned char *memory = arena->next;
    *size = 0;
    /* An arena without memory has no place, to which nothing may be added. */
    if (!memory)
        return NULL;
    *size = (size_t)(arena->end - memory);
    if (*size > most)
        *size = most;
    phonenum_unpoison(memory, *size);
    arena->next = memory + *size;
    return memory;
}

/* phonenum_arena_mark(), inline. */
static inline phonenum_arena_point phonenum_arena_here(const phonenum_arena *arena)
{
    phonenum_arena_point point = {arena->current, arena->next};
    return point;
}

/* Allocates `count` elements. NULL if there is no memory or the size overflows. */
void *phonenum_arena_alloc_array(phonenum_arena *arena, size_t count, size_t element_size, size_t alignment);

/* Copies bytes and adds a NUL after them. NULL if there is no memory. */
char *phonenum_arena_copy(phonenum_arena *arena, const void *data, size_t size);

#endif
