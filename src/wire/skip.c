/*
 * Skipping fields of any kind.
 */
#include "wire/skip.h"

COLD phonenum_status phonenum_skip_field(wire_reader *in, uint32_t tag, const uint8_t *tag_start, size_t depth)
{
    return wire_skip(in, tag, tag_start, depth);
}

/* Skips fields, up to the end or to a malformed one. Counts the fields that have the same tag as the first one. */
static COLD phonenum_status skip_fields(wire_reader *in, size_t depth, size_t *count)
{
    phonenum_status status = PHONENUM_OK;
    uint32_t first = 0;
    *count = 0;
    while (in->next != in->end && !status) {
        const uint8_t *start = in->next;
        uint32_t tag = 0;
        status = wire_read_tag(in, &tag);
        first = *count == 0 ? tag : first;
        *count += tag == first;
        if (!status)
            status = phonenum_skip_field(in, tag, start, depth);
    }
    return status;
}

bool phonenum_are_fields(const uint8_t *fields, size_t size, size_t depth, size_t *offset)
{
    wire_reader in = {fields, fields + size};
    size_t count;
    phonenum_status status = skip_fields(&in, depth, &count);
    *offset = (size_t)(in.next - fields);
    return !status;
}

size_t phonenum_count_fields(const uint8_t *start, const uint8_t *end, size_t depth)
{
    wire_reader in = {start, end};
    size_t count;
    (void)skip_fields(&in, depth, &count);
    return count;
}
