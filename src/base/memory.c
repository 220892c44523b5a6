/*
 * Wiping memory in a way that the compiler cannot remove.
 */
#include <phonenum/arena.h>
#include <string.h>

/* A compiler may remove a memset() of memory that is never read again, but not a call through a volatile pointer. */
static void *(*const volatile wiping_memset)(void *, int, size_t) = memset;

void phonenum_wipe(void *memory, size_t size)
{
    if (size > 0)
        wiping_memset(memory, 0, size);
}
