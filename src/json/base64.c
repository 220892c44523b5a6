/*
 * Base64 for unknown fields in JSON.
 */
#include "json/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

enum {
    NO_DIGIT = 64
};

void phonenum_json_put_base64(struct json_output *out, phonenum_bytes bytes)
{
    json_put_byte(out, '"');
    for (size_t i = 0; i < bytes.size; i += 3) {
        const size_t rest = bytes.size - i;
        const uint32_t group = (uint32_t)bytes.data[i] << 16 | (rest > 1 ? (uint32_t)bytes.data[i + 1] << 8 : 0) |
                               (rest > 2 ? bytes.data[i + 2] : 0);
        const char text[] = {digits[group >> 18], digits[group >> 12 & 63], rest > 1 ? digits[group >> 6 & 63] : '=',
                             rest > 2 ? digits[group & 63] : '='};
        json_put(out, text, sizeof text);
    }
    json_put_byte(out, '"');
}

static uint32_t value_of(char digit)
{
    uint32_t value = 0;
    while (value < NO_DIGIT && digits[value] != digit)
        value++;
    return value;
}

/* Reads the four digits of a group, of which the last `padding` are padding. */
static bool read_group(const char *text, size_t padding, uint8_t bytes[3])
{
    uint32_t group = 0;
    for (size_t i = 0; i < 4; i++) {
        const bool is_padding = i >= 4 - padding;
        const uint32_t value = is_padding ? 0 : value_of(text[i]);
        if (value == NO_DIGIT)
            return false;
        group = group << 6 | value;
    }
    bytes[0] = (uint8_t)(group >> 16);
    bytes[1] = (uint8_t)(group >> 8);
    bytes[2] = (uint8_t)group;
    /* Bits that no byte has must be 0, so that bytes have one spelling only. */
    return padding == 0 || bytes[3 - padding] == 0;
}

bool phonenum_json_read_base64(phonenum_str text, uint8_t *bytes, size_t *size)
{
    *size = 0;
    if (text.size % 4 != 0)
        return false;
    for (size_t i = 0; i < text.size; i += 4) {
        const char *group = text.data + i;
        const bool is_last = i + 4 == text.size;
        const size_t padding = is_last && group[3] == '=' ? (group[2] == '=' ? 2 : 1) : 0;
        uint8_t three[3];
        if (!read_group(group, padding, three))
            return false;
        memcpy(bytes + *size, three, 3 - padding);
        *size += 3 - padding;
    }
    return true;
}
