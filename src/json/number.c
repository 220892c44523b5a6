/*
 * Numbers of any length.
 */
#include "json/number.h"

/* Appends a digit to a number. False if it is not a digit, or if the result would be more than `most`. */
static bool add_digit(uint64_t *magnitude, char digit, uint64_t most)
{
    uint64_t value = (uint64_t)(unsigned char)digit - '0';
    if (value > 9 || *magnitude > most / 10 || 10 * *magnitude > most - value)
        return false;
    *magnitude = 10 * *magnitude + value;
    return true;
}

static uint64_t most_of(bool negative)
{
    return negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
}

static int64_t signed_value(bool negative, uint64_t magnitude)
{
    return negative && magnitude > 0 ? -(int64_t)(magnitude - 1) - 1 : (int64_t)magnitude;
}

bool phonenum_json_parse_integer(phonenum_str number, int64_t *value)
{
    const bool negative = number.data[0] == '-';
    const uint64_t most = most_of(negative);
    uint64_t magnitude = 0;
    for (size_t i = negative; i < number.size; i++) {
        if (!add_digit(&magnitude, number.data[i], most))
            return false;
    }
    *value = signed_value(negative, magnitude);
    return magnitude > 0 || !negative;
}

/* The exponent of a number, from its `e` on; 0 if there is none. Capped: no number of digits can make up for more. */
static int64_t exponent_of(const char *next, const char *end)
{
    int64_t exponent = 0;
    const bool negative = end - next > 1 && next[1] == '-';
    for (; next < end; next++) {
        if (*next >= '0' && *next <= '9')
            exponent = exponent < INT64_MAX / 100 ? 10 * exponent + (*next - '0') : INT64_MAX / 100;
    }
    return negative ? -exponent : exponent;
}

bool phonenum_json_parse_number(phonenum_str number, int64_t *value)
{
    const bool negative = number.data[0] == '-';
    const uint64_t most = most_of(negative);
    const char *end = number.data + number.size;
    const char *next = number.data + negative;
    uint64_t magnitude = 0;
    int64_t zeros = 0; /* that are still to be appended */
    int64_t behind_point = 0;
    for (bool fraction = false; next < end && *next != 'e' && *next != 'E'; next++) {
        if (*next == '.') {
            fraction = true;
            continue;
        }
        behind_point += fraction;
        zeros++;
        for (; *next != '0' && zeros > 0; zeros--) {
            if (!add_digit(&magnitude, zeros > 1 ? '0' : *next, most))
                return false;
        }
    }
    zeros += exponent_of(next, end) - behind_point;
    for (; zeros > 0 && magnitude > 0; zeros--) {
        if (!add_digit(&magnitude, '0', most))
            return false;
    }
    *value = signed_value(negative, magnitude);
    return magnitude == 0 || zeros == 0;
}
