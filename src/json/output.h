/*
 * Writing JSON text: tokens, and whole values in another layout.
 */
#ifndef PHONENUM_SRC_JSON_OUTPUT_H
#define PHONENUM_SRC_JSON_OUTPUT_H

#include "base/attributes.h"
#include "json/scan.h"
#include "json/word.h"

#include <string.h>

/* Output text. It is written as long as there is room, and counted in any case. */
struct json_output {
    char *begin;
    char *next;
    char *end;
    size_t lost;    /* bytes for which there was no room */
    bool too_large; /* the size does not fit into a size_t */
    bool pretty;
    bool redact;
    bool first; /* the innermost object or array is still empty */
    size_t level;
};

/* Counts bytes for which there is no room. From then on, all bytes are lost. */
COLD void phonenum_json_lose(struct json_output *out, size_t size);

static ALWAYS_INLINE void json_put(struct json_output *out, const char *data, size_t size)
{
    if (!LIKELY(size <= (size_t)(out->end - out->next))) {
        phonenum_json_lose(out, size);
        return;
    }
    if (size > 0)
        memcpy(out->next, data, size);
    out->next += size;
}

static ALWAYS_INLINE void json_put_byte(struct json_output *out, char byte)
{
    json_put(out, &byte, 1);
}

static inline void json_put_str(struct json_output *out, phonenum_str text)
{
    json_put(out, text.data, text.size);
}

static inline void json_begin_output(struct json_output *out, char *buffer, size_t capacity, bool pretty, bool redact)
{
    static char nothing[1];
    out->begin = out->next = capacity > 0 ? buffer : nothing;
    out->end = out->begin + capacity;
    out->lost = 0;
    out->too_large = false;
    out->pretty = pretty;
    out->redact = redact;
    out->first = false;
    out->level = 0;
}

/* The number of bytes so far, including the lost ones. */
static inline size_t json_output_size(const struct json_output *out)
{
    return (size_t)(out->next - out->begin) + out->lost;
}

/* What is written in place of a secret. */
static const phonenum_str json_redacted = PHONENUM_STR_INIT("\"[REDACTED]\"");

void phonenum_json_open(struct json_output *out, char bracket);
void phonenum_json_close(struct json_output *out, char bracket);

/* Begins a member or an element. */
void phonenum_json_begin_item(struct json_output *out);

/* Begins a member. The name is written as it is, with its escapes. */
void phonenum_json_begin_other(struct json_output *out, json_string name);

/* Writes a text with the escapes that it needs. False if it is not valid UTF-8. */
bool phonenum_json_put_string(struct json_output *out, phonenum_str text);

/* The same for a text that needs no escapes. */
void phonenum_json_put_quoted(struct json_output *out, phonenum_str plain);

void phonenum_json_put_int64(struct json_output *out, int64_t value);

/*
 * Writes a number of at most 16 digits, and no sign. Returns the place behind it; NULL for any other. REQUIRES: room for
 * 16 bytes.
 */
static ALWAYS_INLINE char *json_write_usual_integer(char *next, int64_t value)
{
    enum {
        EIGHT_DIGITS = 100000000
    };
    const uint64_t low = (uint64_t)value % EIGHT_DIGITS;
    const uint64_t high = (uint64_t)value / EIGHT_DIGITS;
    if (!LIKELY(high < EIGHT_DIGITS))
        return NULL;
    /* Leading zeros are the lowest bytes. They are shifted out. */
    uint64_t first = json_digits((uint32_t)(high > 0 ? high : low));
    size_t zeros = first == 0 ? 7 : json_first_byte(first);
    json_store(next, (first + JSON_EACH('0')) >> (8 * zeros));
    next += 8 - zeros;
    if (high > 0) {
        json_store(next, json_digits((uint32_t)low) + JSON_EACH('0'));
        next += 8;
    }
    return next;
}

/* Copies 8 to 15 bytes. */
static ALWAYS_INLINE void json_take_words(struct json_bits *bits, char *out, phonenum_str text)
{
    uint64_t words[] = {json_load(text.data), json_load(text.data + text.size - 8)};
    json_store(out, words[0]);
    json_store(out + text.size - 8, words[1]);
    json_add_words(bits, words);
}

/* Copies fewer than 8 bytes. */
static ALWAYS_INLINE void json_take_short(struct json_bits *bits, char *out, phonenum_str text)
{
    uint64_t words[] = {JSON_EACH(' '), JSON_EACH(' ')};
    memcpy(words, text.data, text.size);
    memcpy(out, words, text.size);
    json_add_words(bits, words);
}

/* Copies a text. The last two pieces may overlap. */
static ALWAYS_INLINE void json_take_text(struct json_bits *bits, char *out, phonenum_str text)
{
    const size_t step = sizeof(json_block);
    if (text.size < 8) {
        json_take_short(bits, out, text);
    } else if (text.size < step) {
        json_take_words(bits, out, text);
    } else {
        for (size_t i = 0; i + step < text.size; i += step)
            json_take_block(bits, out + i, text.data + i);
        json_take_block(bits, out + text.size - step, text.data + text.size - step);
    }
}

/* Writes the value of a member that has begun. REQUIRES: the value is compact and was checked. */
void phonenum_json_put_checked(struct json_output *out, json_string name, phonenum_str value);

/* Writes JSON text as a string, redacted. Text that is not JSON is not shown at all. Allocates in the arena. */
phonenum_status phonenum_json_put_redacted_text(struct json_output *out, phonenum_str text, phonenum_arena *arena);

/* Reports the result. *size is the number of bytes written or needed; 0 if that is too large. */
phonenum_status phonenum_json_finish_output(const struct json_output *out, size_t *size, phonenum_error *error);

#endif
