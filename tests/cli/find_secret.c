/*
 * It looks at all memory that the program gives back, so it is compiled to be fast in every build, and AddressSanitizer
 * does not watch it.
 */
#include "find_secret.h"

#include <stdint.h>
#include <string.h>

_Static_assert(sizeof SECRET == 5, "4 bytes are looked for");

/* 4 bytes are compared as one number. By hand, since AddressSanitizer watches memmem() even when called from here. */
__attribute__((no_profile_instrument_function)) const char *find_secret(const void *data, size_t size)
{
    static const char windows[] = SECRET SECRET;
    const char *bytes = data;
    uint32_t wanted[4] = {0};
    uint32_t word = 0;
    for (size_t i = 0; i < 7; i++) {
        word = word << 8 | (unsigned char)windows[i];
        if (i >= 3)
            wanted[i - 3] = word;
    }
    word = 0; /* no part of a code */
    for (size_t i = 0; i < size; i++) {
        uint64_t next = 1;
        if (size - i >= sizeof next)
            memcpy(&next, bytes + i, sizeof next);
        if (next == 0) { /* as in all that was wiped */
            word = 0;
            i += sizeof next - 1;
            continue;
        }
        word = word << 8 | (unsigned char)bytes[i];
        if (word == wanted[0] || word == wanted[1] || word == wanted[2] || word == wanted[3])
            return bytes + i - 3;
    }
    return NULL;
}
