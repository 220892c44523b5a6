/*
 * Looking up the names of enum values.
 */
#include "base/names.h"

const char *phonenum_name_of_value(const struct value_names *names, size_t value)
{
    return value < names->count ? names->list[value] : NULL;
}

bool phonenum_is_text(const char *text, const char *bytes, size_t size)
{
    size_t i = 0;
    while (i < size && text[i] != '\0' && text[i] == bytes[i])
        i++;
    return i == size && text[i] == '\0';
}

bool phonenum_value_of_name(const struct value_names *names, const char *name, size_t size, size_t *value)
{
    for (*value = 0; *value < names->count; ++*value) {
        const char *candidate = names->list[*value];
        if (candidate && phonenum_is_text(candidate, name, size))
            return true;
    }
    *value = 0;
    return false;
}
