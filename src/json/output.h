/*
 * Writing JSON text: tokens, and whole values in another layout. Knows no record.
 */
#ifndef PHONENUM_SRC_JSON_OUTPUT_H
#define PHONENUM_SRC_JSON_OUTPUT_H

#include "base/attributes.h"
#include "json/scan.h"

#include <string.h>

/* Text that is written as far as there is room, and counted in any case. */
struct json_output {
    char *begin;
    char *next;
    char *end;
    size_t lost;    /* bytes for which there was no room */
    bool too_large; /* for a size_t */
    bool pretty;
    bool redact;
    bool first; /* nothing stands in the innermost object or array yet */
    size_t level;
};

/* Counts bytes for which there is no room. Once something is lost, all that follows is. */
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

/* Bytes so far, of which some may be lost. */
static inline size_t json_output_size(const struct json_output *out)
{
    return (size_t)(out->next - out->begin) + out->lost;
}

/* What stands in the place of a secret. */
static const phonenum_str json_redacted = PHONENUM_STR_INIT("\"[REDACTED]\"");

void phonenum_json_open(struct json_output *out, char bracket);
void phonenum_json_close(struct json_output *out, char bracket);

/* Begins a member or an element. */
void phonenum_json_begin_item(struct json_output *out);

/* Begins a member, its name as it stands in some text. */
void phonenum_json_begin_other(struct json_output *out, json_string name);

/* Writes a text with what escapes it needs. False where it is no UTF-8. */
bool phonenum_json_put_string(struct json_output *out, phonenum_str text);

/* The same for one that is known to need none. */
void phonenum_json_put_quoted(struct json_output *out, phonenum_str plain);

void phonenum_json_put_int64(struct json_output *out, int64_t value);

/* Writes the value of a member that has begun; it is compact and was checked before. */
void phonenum_json_put_checked(struct json_output *out, json_string name, phonenum_str value);

/* Writes JSON text as a string, redacted; text that is no JSON is not shown at all. Takes memory of the arena. */
phonenum_status phonenum_json_put_redacted_text(struct json_output *out, phonenum_str text, phonenum_arena *arena);

/* Tells the caller how it went: the bytes written, or needed, or none. */
phonenum_status phonenum_json_finish_output(const struct json_output *out, size_t *size, phonenum_error *error);

#endif
