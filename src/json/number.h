/*
 * JSON's numbers as integers.
 */
#ifndef PHONENUM_SRC_JSON_NUMBER_H
#define PHONENUM_SRC_JSON_NUMBER_H

#include "json/scan.h"
#include "json/word.h"

/*
 * The integer that a scanned number is. False for what int64 can't hold, or would hold with other digits: fractions,
 * exponents, too many digits, -0.
 */
bool phonenum_json_parse_integer(phonenum_str number, int64_t *value);

/* The same, but false only for what is not in the range of int64, or is no integer: 1.5e1 is. */
bool phonenum_json_parse_number(phonenum_str number, int64_t *value);

/* Reads up to seven digits, the first of them in a word that has `digits` of them. */
static ALWAYS_INLINE uint64_t json_some_digits(uint64_t word, size_t digits)
{
    /* They come last in the word, as many zeros as are missing before them. */
    return digits == 0 ? 0 : json_eight_digits(word << (64 - 8 * digits) | JSON_EACH('0') >> (8 * digits));
}

/* Steps over a plain integer of a usual size, one that begins with no 0 and has at most 15 digits. */
static ALWAYS_INLINE bool json_usual_integer(json_scanner *scan, int64_t *value)
{
    static const uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
    char padded[16] = {0};
    const char *next = scan->next;
    size_t size = 0;
    uint64_t magnitude = 0;
    if (!LIKELY(scan->end - next >= 16)) {
        memcpy(padded, next, (size_t)(scan->end - next));
        next = padded;
    }
    if (*next < '1' || *next > '9')
        return false;
    uint64_t word = json_load(next);
    if (json_no_digits(word) == 0) {
        magnitude = json_eight_digits(word);
        size = 8;
        word = json_load(next + 8);
    }
    uint64_t behind = json_no_digits(word);
    if (behind == 0)
        return false;
    size_t digits = json_first_byte(behind);
    size += digits;
    if (next[size] == '.' || next[size] == 'e' || next[size] == 'E')
        return false;
    *value = (int64_t)(magnitude * powers[digits] + json_some_digits(word, digits));
    scan->next += size;
    return true;
}

#endif
