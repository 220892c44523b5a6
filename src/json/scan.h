/*
 * A pull scanner over JSON text (RFC 8259, strictly). Knows no record.
 *
 * Functions that return a status leave `next` behind what they read; after a failure the error is written and the scan
 * is over.
 */
#ifndef PHONENUM_SRC_JSON_SCAN_H
#define PHONENUM_SRC_JSON_SCAN_H

#include "base/attributes.h"
#include "json/duplicates.h"

#include <phonenum/codec.h>
#include <phonenum/record.h>
#include <phonenum/status.h>

/* A string between its quotes, as it stands in the text. */
typedef struct json_string {
    phonenum_str raw;
    bool escaped; /* holds a backslash */
} json_string;

typedef struct json_scanner {
    const char *begin;
    const char *next;
    const char *end;
    size_t open; /* objects and arrays entered and not left */
    size_t most_open;
    struct json_names *names; /* NULL: duplicate names are not looked for */
    phonenum_error *error;
} json_scanner;

/* A scanner over text of any kind; it does not look for duplicate names. */
static inline json_scanner json_scan_text(phonenum_str text, phonenum_error *error)
{
    const char *begin = text.size > 0 ? text.data : "";
    return (json_scanner){
        .begin = begin, .next = begin, .end = begin + text.size, .most_open = PHONENUM_DEPTH_MAX + 1, .error = error};
}

/* Whitespace, by RFC 8259, section 2. */
static inline bool json_is_space(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/* The byte that is next; NUL, which can stand nowhere in JSON, at the end. */
static inline char json_look(const json_scanner *scan)
{
    return LIKELY(scan->next < scan->end) ? *scan->next : '\0';
}

/* Steps over whitespace; returns the byte behind it, as json_look() does. */
char phonenum_json_skip_space(json_scanner *scan);

static inline char json_peek(json_scanner *scan)
{
    char byte = json_look(scan);
    return LIKELY((unsigned char)byte > ' ') ? byte : phonenum_json_skip_space(scan);
}

/* Writes the error, with line and column of `at`. */
phonenum_status phonenum_json_fail(json_scanner *scan, phonenum_status status, const char *at, const char *message);

/* Fails because of the byte at `next`, or of the end of the text. */
phonenum_status phonenum_json_unexpected(json_scanner *scan, const char *message);

/*
 * Puts a member's name in front of the error's path. What stands behind that of backup codes is no name to show: it may be
 * a code, so all but indices is left out.
 */
void phonenum_json_within_name(json_scanner *scan, json_string name);

/* REQUIRES: a quote is next. Checks escapes, surrogates and UTF-8. */
phonenum_status phonenum_json_scan_string(json_scanner *scan, json_string *string);

/* REQUIRES: a minus sign or digit is next. */
phonenum_status phonenum_json_scan_number(json_scanner *scan, phonenum_str *number);

/* Steps over one of the words true, false and null. REQUIRES: its first letter is next. */
phonenum_status phonenum_json_scan_word(json_scanner *scan);

/* Steps over any value, checking all of it. */
phonenum_status phonenum_json_skip_value(json_scanner *scan);

/* REQUIRES: an opening bracket is next. */
phonenum_status phonenum_json_enter(json_scanner *scan);

/*
 * Steps to an array's next element, or to the name of an object's next member: PHONENUM_OK, or PHONENUM_END behind the
 * end. *first is true before the first one.
 */
phonenum_status phonenum_json_next_element(json_scanner *scan, bool *first);
phonenum_status phonenum_json_next_name(json_scanner *scan, bool *first);

/* Elements of an array from the next on, or of what there is of it before it is malformed. */
size_t phonenum_json_count_elements(json_scanner scan);

/* Reads a name and steps to its value. */
phonenum_status phonenum_json_scan_name(json_scanner *scan, json_string *name);

/* Adds a name to those of an object (see json_names.h). Fails where it has the name already. */
phonenum_status phonenum_json_add_name(json_scanner *scan, uint64_t object, json_string name);

/* Nothing but whitespace may follow. */
phonenum_status phonenum_json_finish(json_scanner *scan);

/* The string's text without escapes; returns its size. REQUIRES: room for string.raw.size bytes. */
size_t phonenum_json_unescape(json_string string, char *out);

/* Whether the string, without escapes, is this text. */
bool phonenum_json_string_is(json_string string, phonenum_str text);

/* Whether it is the name, in either dialect, of the member that holds backup codes. */
bool phonenum_json_is_secret(json_string name);

/* Copies a value without the whitespace between its tokens; returns its size. REQUIRES: room for value.size bytes. */
size_t phonenum_json_compact(phonenum_str value, char *out);

#endif
