/*
 * Writes records as JSON.
 */
#ifndef PHONENUM_TOOLS_JSONLINE_H
#define PHONENUM_TOOLS_JSONLINE_H

#include "sink.h"

#include <phonenum/json.h>

/* Puts the JSON of a record and a line end into the sink. */
phonenum_status json_line_put(struct sink *sink, const phonenum_record *record,
                              const phonenum_json_write_options *options, phonenum_error *error);

#endif
