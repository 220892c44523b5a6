/*
 * The names of an enum's values.
 */
#ifndef PHONENUM_SRC_BASE_NAMES_H
#define PHONENUM_SRC_BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* The names in the order of the values, from 0. NULL for a value without a name. */
struct value_names {
    const char *const *list;
    size_t count;
};

/* Whether a NUL-terminated text equals these bytes. */
bool phonenum_is_text(const char *text, const char *bytes, size_t size);

/* A value's name; NULL if it has none. */
const char *phonenum_name_of_value(const struct value_names *names, size_t value);

/* Finds the value that has this name. If there is none, *value is 0. */
bool phonenum_value_of_name(const struct value_names *names, const char *name, size_t size, size_t *value);

/*
 * Defines the two public functions for the names of an enum. `enumeration` is the enum's name without
 * `phonenum_`. `names` is a list of the names, indexed by value.
 */
#define DEFINE_NAMES(enumeration, names)                                                             \
    static const struct value_names enumeration##_names = {names, sizeof(names) / sizeof(names)[0]}; \
    const char *phonenum_##enumeration##_name(phonenum_##enumeration value)                          \
    {                                                                                                \
        return phonenum_name_of_value(&enumeration##_names, (size_t)value);                          \
    }                                                                                                \
    bool phonenum_##enumeration##_from_name(phonenum_str name, phonenum_##enumeration *value)        \
    {                                                                                                \
        size_t number;                                                                               \
        bool found = phonenum_value_of_name(&enumeration##_names, name.data, name.size, &number);    \
        *value = (phonenum_##enumeration)number;                                                     \
        return found;                                                                                \
    }

#endif
