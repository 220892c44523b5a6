/*
 * The names of enum values, in the API's JSON and in the schema.
 */
#ifndef PHONENUM_SRC_RECORD_ENUM_NAMES_H
#define PHONENUM_SRC_RECORD_ENUM_NAMES_H

#include "record/schema.h"

struct enum_name {
    phonenum_str api; /* absent for 0: the API has no name for it */
    phonenum_str schema;
    char quoted[32]; /* the API's name in quotes, padded with NUL */
};

struct enum_names {
    const struct enum_name *list; /* by value, from 0 to last */
    uint32_t last;
};

/* Indexed by enum schema_enum. */
extern const struct enum_names phonenum_enum_names[];

/* The value that has this name in the API; 0 if there is none. */
uint32_t phonenum_value_of_api_name(const struct enum_names *names, phonenum_str name);

/* The value that has this name in the schema; more than names->last if there is none. */
uint32_t phonenum_value_of_schema_name(const struct enum_names *names, phonenum_str name);

#endif
