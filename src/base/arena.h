/*
 * What the library itself needs of an arena, beyond its public calls.
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

/* Under AddressSanitizer, memory that is not handed out must not be touched. */
#if defined(PHONENUM_ARENA_POISONS)
#include <sanitizer/asan_interface.h>
#define phonenum_poison(memory, size) ASAN_POISON_MEMORY_REGION(memory, size)
#define phonenum_unpoison(memory, size) ASAN_UNPOISON_MEMORY_REGION(memory, size)
#else
#define phonenum_poison(memory, size) ((void)(memory), (void)(size))
#define phonenum_unpoison(memory, size) ((void)(memory), (void)(size))
#endif

/* Says that about this many bytes will be asked for, so that one new chunk can hold them all. */
static inline void phonenum_arena_expect(phonenum_arena *arena, size_t size)
{
    if (size > arena->chunk_size)
        arena->chunk_size = size;
}

/* phonenum_arena_alloc() where the chunk that is being filled has no room. */
void *phonenum_arena_alloc_elsewhere(phonenum_arena *arena, size_t size);

/* What phonenum_arena_alloc() is, in sight of the compiler. */
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

/* Gives back what lies behind `end` of the memory that was taken last. */
static inline void phonenum_arena_give_back(phonenum_arena *arena, void *end)
{
    phonenum_poison(end, (size_t)(arena->next - (unsigned char *)end));
    arena->next = end;
}

/* What phonenum_arena_mark() is, in sight of the compiler. */
static inline phonenum_arena_point phonenum_arena_here(const phonenum_arena *arena)
{
    phonenum_arena_point point = {arena->current, arena->next};
    return point;
}

/* Room for count elements; NULL also where their size is more than there can be. */
void *phonenum_arena_alloc_array(phonenum_arena *arena, size_t count, size_t element_size, size_t alignment);

/* A copy of the bytes, followed by a NUL that is not counted; NULL when there is no memory. */
char *phonenum_arena_copy(phonenum_arena *arena, const void *data, size_t size);

#endif
