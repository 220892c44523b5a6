/*
 * RFC 4648: base 16 and base 64. And bytes that are shown.
 */
#include "bytetext.h"

#include <stdint.h>
#include <string.h>

static const char hex_digits[] = "0123456789abcdef";
static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

enum {
    NO_DIGIT = 64
};

size_t hex_size(size_t size)
{
    return 2 * size;
}

size_t base64_size(size_t size)
{
    return (size + 2) / 3 * 4;
}

void hex_write(const unsigned char *bytes, size_t size, char *text)
{
    for (size_t i = 0; i < size; i++) {
        const unsigned char byte = bytes[i];
        text[2 * i] = hex_digits[byte >> 4];
        text[2 * i + 1] = hex_digits[byte & 15];
    }
}

void base64_write(const unsigned char *bytes, size_t size, char *text)
{
    for (size_t i = 0; i < size; i += 3, text += 4) {
        const size_t rest = size - i;
        const uint32_t group = (uint32_t)bytes[i] << 16 | (rest > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                               (rest > 2 ? (uint32_t)bytes[i + 2] : 0);
        text[0] = base64_digits[group >> 18];
        text[1] = base64_digits[group >> 12 & 63];
        text[2] = base64_digits[group >> 6 & 63];
        text[3] = base64_digits[group & 63];
        if (rest < 3)
            text[3] = '=';
        if (rest < 2)
            text[2] = '=';
    }
}

static unsigned hex_digit(char character)
{
    if (character >= '0' && character <= '9')
        return (unsigned)(character - '0');
    if (character >= 'a' && character <= 'f')
        return (unsigned)(character - 'a' + 10);
    if (character >= 'A' && character <= 'F')
        return (unsigned)(character - 'A' + 10);
    return NO_DIGIT;
}

static unsigned base64_digit(char character)
{
    if (character >= 'A' && character <= 'Z')
        return (unsigned)(character - 'A');
    if (character >= 'a' && character <= 'z')
        return (unsigned)(character - 'a' + 26);
    if (character >= '0' && character <= '9')
        return (unsigned)(character - '0' + 52);
    if (character == '+' || character == '-')
        return 62;
    return character == '/' || character == '_' ? 63 : NO_DIGIT;
}

const char *hex_read(const char *text, size_t text_size, unsigned char *bytes, size_t *size)
{
    for (size_t i = 0; i < text_size; i += 2) {
        const unsigned high = hex_digit(text[i]);
        const unsigned low = i + 1 < text_size ? hex_digit(text[i + 1]) : 0;
        *size = high == NO_DIGIT ? i : i + 1;
        if (high == NO_DIGIT || low == NO_DIGIT)
            return "expected a hexadecimal digit";
        if (i + 1 == text_size)
            return "the number of hexadecimal digits is odd";
        bytes[i / 2] = (unsigned char)(high << 4 | low);
    }
    *size = text_size / 2;
    return NULL;
}

/* The number of characters before the padding. Padding that is too long or too short is left, and found to be wrong. */
static size_t without_padding(const char *text, size_t size)
{
    if (size % 4 != 0 || size == 0 || text[size - 1] != '=')
        return size;
    return text[size - 2] == '=' ? size - 2 : size - 1;
}

const char *base64_read(const char *text, size_t text_size, unsigned char *bytes, size_t *size)
{
    const size_t digits = without_padding(text, text_size);
    uint32_t group = 0;
    unsigned bits = 0;
    size_t count = 0;
    for (size_t i = 0; i < digits; i++) {
        const unsigned digit = base64_digit(text[i]);
        *size = i;
        if (digit == NO_DIGIT)
            return "expected a base64 digit";
        group = group << 6 | digit;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes[count++] = (unsigned char)(group >> bits);
            group &= (1u << bits) - 1;
        }
    }
    *size = digits;
    if (bits >= 6)
        return "the base64 text is not complete";
    *size = digits > 0 ? digits - 1 : 0;
    if (group != 0)
        return "the last base64 digit has bits that belong to no byte";
    *size = count;
    return NULL;
}

/* By hand, because a call of printf() for each byte takes more time than all else that is done with a name. */
size_t shown_byte_write(unsigned char byte, char *text)
{
    if (byte >= 0x20 && byte < 0x7f) {
        text[0] = (char)byte;
        return 1;
    }
    text[0] = '\\';
    text[1] = 'x';
    hex_write(&byte, 1, text + 2);
    return SHOWN_BYTE_MAX;
}
