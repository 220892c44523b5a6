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
 * REQUIRES: the options are checked.
 */
phonenum_status phonenum_json_read_first(phonenum_str text, const phonenum_json_read_options *options,
                                         phonenum_arena *arena, phonenum_record *record, size_t *size);

/*
 * Reads an extra_json in the same way as the object that it belongs to, to see what the reader makes of it.
 *
 * *kept is what the reader would put into extra_json again; absent if that is nothing. *known is the set of its members
 * that the schema knows. `open` is the number of objects and arrays around the object, and `depth` is their limit.
 */
phonenum_status phonenum_json_read_extra(enum json_object_kind kind, phonenum_str extra_json, size_t open, size_t depth,
                                         phonenum_arena *arena, phonenum_str *kept, json_member_set *known,
                                         phonenum_error *error);

#endif
