/*
 * Checking an extra_json, and writing it member by member.
 */
#include "json/extra.h"

#include "base/arena.h"
#include "base/error.h"

#include <string.h>

/* Steps through the members of a checked extra_json. False after the last one. */
static bool next_member(phonenum_str extra_json, size_t *position, json_string *name, phonenum_str *value)
{
    if (phonenum_json_next_member(extra_json, position, &name->raw, value, NULL))
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
        if (phonenum_json_find_member(extra->type, &name) == index)
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

/* A verification's `object`, because it decides the kind. If the reader does not know its value, there is no kind. */
static json_member_set decides_kind(const struct json_extra *extra)
{
    return extra->kind == JSON_OBJECT_OTP || extra->kind == JSON_OBJECT_ADMIN ? 1u : 0;
}

/* Removes the whitespace, and looks for the parts again. */
static phonenum_status compact(struct json_extra *extra, size_t open, size_t depth, phonenum_arena *arena)
{
    char *data = phonenum_arena_alloc(arena, extra->text.size, 1);
    if (!data)
        return PHONENUM_ERR_NO_MEMORY;
    extra->compact = (phonenum_str){data, phonenum_json_compact(extra->text, data)};
    phonenum_arena_give_back(arena, data + extra->compact.size);
    return phonenum_json_read_extra(extra->kind, extra->compact, open, depth, arena, &extra->parts, NULL);
}

phonenum_status phonenum_json_extra_read(struct json_extra *extra, phonenum_str text, size_t open, size_t depth,
                                         phonenum_arena *arena, phonenum_error *error)
{
    phonenum_error inner;
    extra->text = extra->compact = text;
    phonenum_status status = phonenum_json_read_extra(extra->kind, text, open, depth, arena, &extra->parts, &inner);
    if (!status && extra->parts.spaced)
        status = compact(extra, open, depth, arena);
    if (!status)
        return status;
    if (status == PHONENUM_ERR_NO_MEMORY)
        return phonenum_error_set(error, status, 0, NULL);
    (void)phonenum_error_set(error, PHONENUM_ERR_JSON_EXTRA, inner.offset, inner.message);
    if (error)
        memcpy(error->field, inner.field, sizeof inner.field);
    phonenum_error_within(error, "extra_json");
    return PHONENUM_ERR_JSON_EXTRA;
}

phonenum_status phonenum_json_extra_check(const struct json_extra *extra, json_member_set present,
                                          phonenum_error *error)
{
    const struct json_parts *parts = &extra->parts;
    phonenum_status status =
        refuse_members(extra, parts->known & present, "this member is already set in the record", error);
    if (status)
        return status;
    return refuse_members(extra, (parts->known & ~parts->kept) | (parts->known & decides_kind(extra)),
                          "this value is not allowed in extra_json: reading would not put it there", error);
}

/* Writes the members that the schema does not know one by one. */
static void put_each(const struct json_extra *extra, struct json_output *out)
{
    size_t position = 0;
    json_string name;
    phonenum_str value;
    while (next_member(extra->compact, &position, &name, &value)) {
        if (phonenum_json_find_member(extra->type, &name) < extra->type->count)
            continue;
        phonenum_json_begin_other(out, name);
        phonenum_json_put_checked(out, name, value);
    }
}

void phonenum_json_extra_put_others(const struct json_extra *extra, struct json_output *out)
{
    if (out->pretty || out->redact) {
        put_each(extra, out);
        return;
    }
    for (size_t i = 0; i < extra->parts.other_count; i++) {
        phonenum_json_begin_item(out);
        json_put_str(out, extra->parts.others[i]);
    }
}

bool phonenum_json_extra_has(const struct json_extra *extra, phonenum_str name)
{
    size_t position = 0;
    json_string found;
    phonenum_str value;
    while (next_member(extra->compact, &position, &found, &value)) {
        if (phonenum_json_string_is(found, name))
            return true;
    }
    return false;
}
