/*
 * What else is done with the reader of one record.
 */
#ifndef PHONENUM_SRC_JSON_READ_H
#define PHONENUM_SRC_JSON_READ_H

#include "json/members.h"

#include <phonenum/json.h>

/* Reads the record that a text begins with, of *size bytes; where that fails, it was found after so many. Writes no error. */
phonenum_status phonenum_json_read_first(phonenum_str text, const phonenum_json_read_options *options,
                                         phonenum_arena *arena, phonenum_record *record, size_t *size);

/*
 * Reads an extra_json as reading would read the object it belongs to, to see what becomes of it.
 *
 * *kept is what would come into extra_json again, absent if nothing; *known are the members it has that the schema
 * knows. `open` counts the objects and arrays around the object; `depth` limits them.
 */
phonenum_status phonenum_json_read_extra(enum json_object_kind kind, phonenum_str extra_json, size_t open, size_t depth,
                                         phonenum_arena *arena, phonenum_str *kept, json_member_set *known,
                                         phonenum_error *error);

#endif
