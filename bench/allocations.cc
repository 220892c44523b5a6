/*
 * Stands before glibc's malloc. Only the program that collects facts is linked to this: counting would cost the programs
 * that are timed.
 */
#include "allocations.h"

namespace
{

size_t count;

} // namespace

extern "C" {

/* glibc's own, under the names that it keeps for those who replace malloc. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t elements, size_t size);
void *__libc_realloc(void *memory, size_t size);

void *malloc(size_t size)
{
    count++;
    return __libc_malloc(size);
}

void *calloc(size_t elements, size_t size)
{
    count++;
    return __libc_calloc(elements, size);
}

void *realloc(void *memory, size_t size)
{
    count++;
    return __libc_realloc(memory, size);
}
}

size_t bench::allocations_so_far()
{
    return count;
}
