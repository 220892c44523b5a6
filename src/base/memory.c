/*
 * Wiping memory for certain.
 */
#include "base/memory.h"

/* Called through a volatile pointer, a memset of memory that is never read again still has to happen. */
static void *(*const volatile wiping_memset)(void *, int, size_t) = memset;

void phonenum_wipe(void *memory, size_t size)
{
    if (size > 0)
        wiping_memset(memory, 0, size);
}
