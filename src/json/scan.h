/*
 * A pull scanner for JSON text, strictly by RFC 8259.
 *
 * Functions that return a status leave `next` after what they read. After a failure, the error is written, and the scan
 * is over.
 */
#ifndef PHONENUM_SRC_JSON_SCAN_H
#define PHONENUM_SRC_JSON_SCAN_H

#include "base/attributes.h"
#include "json/duplicates.h"

#include <phonenum/codec.h>
#include <phonenum/record.h>
#include <phonenum/status.h>
#include <string.h>

/* The text between the quotes of a string, with its escapes. */
typedef struct json_string {
    phonenum_str raw;
    bool escaped; /* contains a backslash */
} json_string;

typedef struct json_scanner {
    const char *begin;
    const char *next;
    const char *end;
    size_t open; /* objects and arrays that are entered and not left */
    size_t most_open;
    struct json_names *names; /* NULL: no check for duplicate names */
    bool spaced;              /* set when whitespace is skipped, and never cleared by the scanner */
    phonenum_error *error;
} json_scanner;

/* A scanner for any text. It does not check for duplicate names. */
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

/* The next byte. At the end NUL, which is not allowed anywhere in JSON. */
static inline char json_look(const json_scanner *scan)
{
    return LIKELY(scan->next < scan->end) ? *scan->next : '\0';
}

/* Whether a word comes next. It is a constant, so this is one comparison. */
static ALWAYS_INLINE bool json_starts_with(const char *next, const char *end, const char *word)
{
    return (size_t)(end - next) >= strlen(word) && memcmp(next, word, strlen(word)) == 0;
}

/* Skips whitespace. Returns the next byte, as json_look() does. */
char phonenum_json_skip_space(json_scanner *scan);

static inline char json_peek(json_scanner *scan)
{
    char byte = json_look(scan);
    return LIKELY((unsigned char)byte > ' ') ? byte : phonenum_json_skip_space(scan);
}

/* Writes the error, with the line and column of `at`. Returns the status. */
phonenum_status phonenum_json_fail(json_scanner *scan, phonenum_status status, const char *at, const char *message);

/* Fails because of the byte at `next`, or because the text ends there. */
phonenum_status phonenum_json_unexpected(json_scanner *scan, const char *message);

/*
 * Puts a member's name in front of the error's path. If it is the name of the backup codes, first removes all names
 * after it, because they may be codes. Indices stay.
 */
void phonenum_json_within_name(json_scanner *scan, json_string name);

/* REQUIRES: a quote is next. Checks escapes, surrogates and UTF-8. */
phonenum_status phonenum_json_scan_string(json_scanner *scan, json_string *string);

/* REQUIRES: a minus sign or digit is next. */
phonenum_status phonenum_json_scan_number(json_scanner *scan, phonenum_str *number);

/* Skips one of the words true, false and null. REQUIRES: its first letter is next. */
phonenum_status phonenum_json_scan_word(json_scanner *scan);

/* Skips any value, and checks all of it. */
phonenum_status phonenum_json_skip_value(json_scanner *scan);

/* REQUIRES: an opening bracket is next. */
phonenum_status phonenum_json_enter(json_scanner *scan);

/*
 * Steps to the next element of an array, or to the name of the next member of an object. Returns PHONENUM_END after the
 * last one. *first must be true before the first one.
 */
phonenum_status phonenum_json_next_element(json_scanner *scan, bool *first);
phonenum_status phonenum_json_next_name(json_scanner *scan, bool *first);

/* Counts the elements of an array, from the next one to the end or to a malformed one. REQUIRES: an element is next. */
size_t phonenum_json_count_elements(json_scanner scan);

/* Reads a name and steps to its value. REQUIRES: a quote is next. */
phonenum_status phonenum_json_scan_name(json_scanner *scan, json_string *name);

/* Adds a name to the object with this number (see duplicates.h). Fails if the object already has the name. */
phonenum_status phonenum_json_add_name(json_scanner *scan, uint64_t object, const json_string *name);

/* Fails if anything except whitespace follows. */
phonenum_status phonenum_json_finish(json_scanner *scan);

/* Writes the string's text without escapes. Returns its size. REQUIRES: room for string.raw.size bytes. */
size_t phonenum_json_unescape(json_string string, char *out);

/* Whether the string, without escapes, is this text. */
bool phonenum_json_string_is(json_string string, phonenum_str text);

/* Whether this is the name of the backup codes in either dialect. */
bool phonenum_json_is_secret(json_string name);

/* Copies a value without the whitespace between tokens. Returns its size. REQUIRES: room for value.size bytes. */
size_t phonenum_json_compact(phonenum_str value, char *out);

#endif
