/*
 * JSON numbers as integers.
 */
#ifndef PHONENUM_SRC_JSON_NUMBER_H
#define PHONENUM_SRC_JSON_NUMBER_H

#include "json/scan.h"
#include "json/word.h"

/*
 * Converts a scanned number to an integer. False if int64 cannot hold it, or if it would be written back differently:
 * fractions, exponents, -0.
 */
bool phonenum_json_parse_integer(phonenum_str number, int64_t *value);

/* The same, but false only if the value is not an integer or is out of range. 1.5e1 is an integer. */
bool phonenum_json_parse_number(phonenum_str number, int64_t *value);

/* Reads a number of up to seven digits: the first `digits` bytes of the word. */
static ALWAYS_INLINE uint64_t json_some_digits(uint64_t word, size_t digits)
{
    /* Move the digits to the end of the word, and put zeros before them. */
    return digits == 0 ? 0 : json_eight_digits(word << (64 - 8 * digits) | JSON_EACH('0') >> (8 * digits));
}

/*
 * Reads an integer of the usual form: 1 to 15 digits, no sign. Returns the place behind it; NULL for
 * any other.
 */
static ALWAYS_INLINE const char *json_usual_integer(const char *text, const char *end, int64_t *value)
{
    static const uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
    char padded[16] = {0};
    const char *next = text;
    size_t size = 0;
    uint64_t magnitude = 0;
    if (!LIKELY(end - next >= 16)) {
        memcpy(padded, next, (size_t)(end - next));
        next = padded;
    }
    uint64_t word = json_load(next);
    if (json_no_digits(word) == 0) {
        magnitude = json_eight_digits(word);
        size = 8;
        word = json_load(next + 8);
    }
    uint64_t behind = json_no_digits(word);
    if (behind == 0)
        return NULL;
    size_t digits = json_first_byte(behind);
    size += digits;
    if (size == 0 || (*next == '0' && size > 1) || next[size] == '.' || next[size] == 'e' || next[size] == 'E')
        return NULL;
    *value = (int64_t)(magnitude * powers[digits] + json_some_digits(word, digits));
    return text + size;
}

#endif
