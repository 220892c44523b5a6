/*
 * Checking an extra_json, and writing it member by member.
 */
#include "json/extra.h"

#include "base/error.h"
#include "json/read.h"

#include <string.h>

/* Steps through the members of a checked extra_json. False after the last one, or if there is no extra_json. */
static bool next_member(phonenum_str extra_json, size_t *position, json_string *name, phonenum_str *value)
{
    if (!extra_json.data || phonenum_json_next_member(extra_json, position, &name->raw, value, NULL))
        return false;
    name->escaped = memchr(name->raw.data, '\\', name->raw.size) != NULL;
    return true;
}

/* The offset of a member's name in the extra_json. REQUIRES: the extra_json has the member. */
static size_t offset_of(const struct json_extra *extra, size_t index)
{
    size_t position = 0;
    json_string name = {{NULL, 0}, false};
    phonenum_str value;
    while (next_member(extra->text, &position, &name, &value)) {
        if (phonenum_json_find_member(extra->type, name) == index)
            break;
    }
    return (size_t)(name.raw.data - 1 - extra->text.data);
}

/* Fails for the first member in the set, if there is one. */
static phonenum_status refuse_members(const struct json_extra *extra, json_member_set members, const char *message,
                                      phonenum_error *error)
{
    size_t index = 0;
    if (members == 0)
        return PHONENUM_OK;
    while (!(members & 1u << index))
        index++;
    json_scanner scan = json_scan_text(extra->text, error);
    (void)phonenum_error_set(error, PHONENUM_ERR_JSON_EXTRA, offset_of(extra, index), message);
    phonenum_json_within_name(&scan, json_member_name(&extra->type->members[index]));
    phonenum_error_within(error, "extra_json");
    return PHONENUM_ERR_JSON_EXTRA;
}

/* Finds the members of `kept` that the schema knows. */
static json_member_set find_known(struct json_extra *extra)
{
    json_member_set found = 0;
    size_t position = 0;
    json_string name;
    phonenum_str value;
    while (next_member(extra->kept, &position, &name, &value)) {
        size_t index = phonenum_json_find_member(extra->type, name);
        if (index == extra->type->count)
            continue;
        extra->known[index] = value;
        found |= 1u << index;
    }
    return found;
}

/* A verification's `object`, because it decides the kind. If the reader does not know its value, there is no kind. */
static json_member_set decides_kind(const struct json_extra *extra)
{
    return extra->kind == JSON_OBJECT_OTP || extra->kind == JSON_OBJECT_ADMIN ? 1u : 0;
}

phonenum_status phonenum_json_extra_read(struct json_extra *extra, phonenum_str text, json_member_set present,
                                         size_t open, size_t depth, phonenum_arena *arena, phonenum_error *error)
{
    json_member_set known;
    phonenum_error inner;
    extra->text = text;
    memset(extra->known, 0, sizeof extra->known);
    phonenum_status status =
        phonenum_json_read_extra(extra->kind, text, open, depth, arena, &extra->kept, &known, &inner);
    if (status == PHONENUM_ERR_NO_MEMORY)
        return phonenum_error_set(error, status, 0, NULL);
    if (status) {
        (void)phonenum_error_set(error, PHONENUM_ERR_JSON_EXTRA, inner.offset, inner.message);
        if (error)
            memcpy(error->field, inner.field, sizeof inner.field);
        phonenum_error_within(error, "extra_json");
        return PHONENUM_ERR_JSON_EXTRA;
    }
    status = refuse_members(extra, known & present, "this member is already set in the record", error);
    if (status)
        return status;
    return refuse_members(extra, (known & ~find_known(extra)) | (known & decides_kind(extra)),
                          "this value is not allowed in extra_json: reading would not put it there", error);
}

void phonenum_json_extra_put_others(const struct json_extra *extra, struct json_output *out)
{
    size_t position = 0;
    json_string name;
    phonenum_str value;
    while (next_member(extra->kept, &position, &name, &value)) {
        if (phonenum_json_find_member(extra->type, name) < extra->type->count)
            continue;
        phonenum_json_begin_other(out, name);
        phonenum_json_put_checked(out, name, value);
    }
}

bool phonenum_json_extra_has(const struct json_extra *extra, phonenum_str name)
{
    size_t position = 0;
    json_string found;
    phonenum_str value;
    while (next_member(extra->kept, &position, &found, &value)) {
        if (phonenum_json_string_is(found, name))
            return true;
    }
    return false;
}
