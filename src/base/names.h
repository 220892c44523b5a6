/*
 * The names of an enum's values.
 */
#ifndef PHONENUM_SRC_BASE_NAMES_H
#define PHONENUM_SRC_BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* By value, from 0. A value without a name has NULL. */
struct value_names {
    const char *const *list;
    size_t count;
};

/* A value's name; NULL if it has none. */
const char *phonenum_name_of_value(const struct value_names *names, size_t value);

/* Finds the value that has this name. *value is 0 if none has. */
bool phonenum_value_of_name(const struct value_names *names, const char *name, size_t size, size_t *value);

/*
 * Defines the public pair of functions for an enum from a list of its names by value: its name without the prefix
 * `phonenum_`, and the list.
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
