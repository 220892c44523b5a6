/*
 * Telling unknown fields from known ones.
 */
#include "record/unknown.h"

#include "wire/skip.h"

/* Whether decoding would set a member from the field whose value is next. */
static bool is_known(enum schema_message message, uint32_t tag, wire_reader value)
{
    const schema_field *field = phonenum_schema_field(message, wire_tag_number(tag));
    uint64_t number;
    if (!field || field->tag != tag)
        return false;
    if (field->type != SCHEMA_TYPE_ENUM)
        return true;
    return wire_read_varint(&value, &number) == PHONENUM_OK && (uint32_t)number <= field->last;
}

bool phonenum_are_unknown_fields(enum schema_message message, phonenum_bytes fields, size_t depth)
{
    wire_reader in = {fields.data, fields.size > 0 ? fields.data + fields.size : fields.data};
    while (in.next != in.end) {
        const uint8_t *start = in.next;
        uint32_t tag = 0;
        if (wire_read_tag(&in, &tag) || is_known(message, tag, in) || phonenum_skip_field(&in, tag, start, depth))
            return false;
    }
    return true;
}
