/*
 * Writing JSON text: tokens, and whole values in another layout.
 */
#ifndef PHONENUM_SRC_JSON_OUTPUT_H
#define PHONENUM_SRC_JSON_OUTPUT_H

#include "base/attributes.h"
#include "json/scan.h"

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

static inline struct json_output json_begin_output(char *buffer, size_t capacity, bool pretty, bool redact)
{
    static char nothing[1];
    char *begin = capacity > 0 ? buffer : nothing;
    return (struct json_output){
        .begin = begin, .next = begin, .end = begin + capacity, .pretty = pretty, .redact = redact};
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

/* Writes the value of a member that has begun. REQUIRES: the value is compact and was checked. */
void phonenum_json_put_checked(struct json_output *out, json_string name, phonenum_str value);

/* Writes JSON text as a string, redacted. Text that is not JSON is not shown at all. Allocates in the arena. */
phonenum_status phonenum_json_put_redacted_text(struct json_output *out, phonenum_str text, phonenum_arena *arena);

/* Reports the result. *size is the number of bytes written or needed; 0 if that is too large. */
phonenum_status phonenum_json_finish_output(const struct json_output *out, size_t *size, phonenum_error *error);

#endif
