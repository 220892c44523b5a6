/*
 * Escaping JSON where it is. In valid JSON, all of these characters are inside strings.
 */
#include "terminal.h"

#include <stdint.h>
#include <string.h>

enum {
    ESCAPE_SIZE = sizeof "\\u0000" - 1
};

/* The character that ends before `end`, of valid UTF-8 with at most 3 bytes. *size is its number of bytes. */
static uint32_t character_before(const unsigned char *begin, const unsigned char *end, size_t *size)
{
    const unsigned char last = end[-1];
    *size = 1;
    if (last < 0x80 || last > 0xbf || end - begin < 2)
        return last;
    if (end[-2] >= 0xc0 && end[-2] <= 0xdf) {
        *size = 2;
        return (uint32_t)(end[-2] & 0x1f) << 6 | (last & 0x3f);
    }
    if (end - begin < 3 || end[-3] < 0xe0 || end[-3] > 0xef)
        return 0;
    *size = 3;
    return (uint32_t)(end[-3] & 0x0f) << 12 | (uint32_t)(end[-2] & 0x3f) << 6 | (last & 0x3f);
}

/* U+0000 to U+001F are escaped in all JSON. */
static int is_escaped(uint32_t character)
{
    return (character >= 0x7f && character <= 0x9f) || character == 0x61c || character == 0x200e ||
           character == 0x200f || (character >= 0x202a && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069);
}

size_t terminal_size(const char *json, size_t size)
{
    const unsigned char *begin = (const unsigned char *)json;
    const unsigned char *end = begin + size;
    size_t escaped = size;
    size_t character_size;
    for (; end > begin; end -= character_size) {
        if (is_escaped(character_before(begin, end, &character_size)))
            escaped += ESCAPE_SIZE - character_size;
    }
    return escaped;
}

static void put_escape(unsigned char *out, uint32_t character)
{
    static const char digits[] = "0123456789abcdef";
    out[0] = '\\';
    out[1] = 'u';
    for (int i = 0; i < 4; i++)
        out[2 + i] = (unsigned char)digits[character >> (12 - 4 * i) & 15];
}

/* From the end, so that nothing is overwritten before it is read. */
void terminal_escape(char *json, size_t size)
{
    const unsigned char *begin = (const unsigned char *)json;
    const unsigned char *end = begin + size;
    unsigned char *out = (unsigned char *)json + terminal_size(json, size);
    size_t character_size;
    while (end > begin && out > end) {
        const uint32_t character = character_before(begin, end, &character_size);
        end -= character_size;
        out -= is_escaped(character) ? ESCAPE_SIZE : character_size;
        if (is_escaped(character))
            put_escape(out, character);
        else
            memmove(out, end, character_size);
    }
}
