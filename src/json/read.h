/*
 * Other uses of the reader of one record.
 */
#ifndef PHONENUM_SRC_JSON_READ_H
#define PHONENUM_SRC_JSON_READ_H

#include "json/members.h"

#include <phonenum/json.h>

/* Returns PHONENUM_ERR_ARGUMENT, and then sets the error, if an option is out of range. */
phonenum_status phonenum_json_check_options(const phonenum_json_read_options *options, phonenum_error *error);

/*
 * Reads the record at the start of a text. *size is its size, or how far reading came. Writes no error.
 * REQUIRES: the options are checked, and everything in the record is absent.
 */
phonenum_status phonenum_json_read_first(phonenum_str text, const phonenum_json_read_options *options,
                                         phonenum_arena *arena, phonenum_record *record, size_t *size);

/* The members of an extra_json, as pieces of its text. */
struct json_parts {
    json_member_set known;                     /* those that the schema knows */
    json_member_set kept;                      /* those of them that reading would keep in extra_json */
    phonenum_str values[JSON_MEMBERS_MAX];     /* of those that are kept; the others are unset */
    phonenum_str others[JSON_MEMBERS_MAX + 1]; /* one piece for all members between two that are kept */
    size_t other_count;
    bool other_is_last; /* the last member belongs to the last piece */
    bool spaced;        /* there is whitespace between the tokens */
};

/*
 * Reads an extra_json in the same way as the object that it belongs to, to see what the reader makes of it. `open` is the
 * number of objects and arrays around the object, and `depth` is their limit.
 */
phonenum_status phonenum_json_read_extra(enum json_object_kind kind, phonenum_str extra_json, size_t open, size_t depth,
                                         phonenum_arena *arena, struct json_parts *parts, phonenum_error *error);

#endif
