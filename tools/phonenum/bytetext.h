/*
 * Bytes as text: hexadecimal digits, base64, and what people may be shown.
 */
#ifndef PHONENUM_TOOLS_BYTETEXT_H
#define PHONENUM_TOOLS_BYTETEXT_H

#include <stdbool.h>
#include <stddef.h>

/* How many characters so many bytes take. */
size_t hex_size(size_t size);
size_t base64_size(size_t size);

/* Write the text of the bytes. The bytes may be the last ones of the room for the text. */
void hex_write(const unsigned char *bytes, size_t size, char *text);
void base64_write(const unsigned char *bytes, size_t size, char *text);

/*
 * Read text. The bytes may go where the text is. *size is the number of bytes. If the text is wrong, return what is
 * wrong, and *size is the place of the first wrong character. Otherwise return NULL.
 *
 * base64_read() takes both alphabets of RFC 4648, with or without padding.
 */
const char *hex_read(const char *text, size_t text_size, unsigned char *bytes, size_t *size);
const char *base64_read(const char *text, size_t text_size, unsigned char *bytes, size_t *size);

enum {
    SHOWN_BYTE_MAX = 4
};

/*
 * Writes a byte as it is shown: printable ASCII as it is, any other byte as \xNN, so that no terminal obeys it. Returns
 * how many characters that took, SHOWN_BYTE_MAX at most.
 */
size_t shown_byte_write(unsigned char byte, char *text);

#endif
