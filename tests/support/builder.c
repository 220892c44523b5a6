/*
 * Puts wire bytes together.
 */
#include "builder.h"

#include <stdlib.h>
#include <string.h>

static void reserve(builder *out, size_t size)
{
    if (size <= out->capacity - out->size)
        return;
    out->capacity = 2 * out->capacity + size + 64;
    out->data = realloc(out->data, out->capacity);
    if (!out->data)
        abort();
}

void build_bytes(builder *out, const void *data, size_t size)
{
    reserve(out, size);
    if (size > 0)
        memcpy(out->data + out->size, data, size);
    out->size += size;
}

void build_byte(builder *out, uint8_t byte)
{
    build_bytes(out, &byte, 1);
}

void build_run(builder *out, uint8_t byte, size_t count)
{
    reserve(out, count);
    if (count > 0)
        memset(out->data + out->size, byte, count);
    out->size += count;
}

void build_repeated(builder *out, const void *data, size_t size, size_t count)
{
    reserve(out, size * count);
    for (size_t i = 0; i < count; i++)
        build_bytes(out, data, size);
}

void build_varint(builder *out, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        build_byte(out, (uint8_t)(0x80 | (value & 0x7f)));
    build_byte(out, (uint8_t)value);
}

void build_tag(builder *out, uint32_t number, unsigned wire_type)
{
    build_varint(out, (uint64_t)number << 3 | wire_type);
}

void build_field(builder *out, uint32_t number, const void *data, size_t size)
{
    build_tag(out, number, BUILD_LEN);
    build_varint(out, size);
    build_bytes(out, data, size);
}

void build_text(builder *out, uint32_t number, const char *text)
{
    build_field(out, number, text, strlen(text));
}

void build_any(builder *out, uint32_t number, unsigned wire_type)
{
    build_tag(out, number, wire_type);
    switch (wire_type) {
    case BUILD_VARINT:
        build_byte(out, 0x01);
        break;
    case BUILD_I64:
        build_run(out, 0x11, 8);
        break;
    case BUILD_LEN:
        build_varint(out, 1);
        build_byte(out, 'x');
        break;
    case BUILD_SGROUP:
        build_any(out, 1, BUILD_VARINT);
        build_tag(out, number, BUILD_EGROUP);
        break;
    default:
        build_run(out, 0x22, 4);
        break;
    }
}

void builder_free(builder *out)
{
    free(out->data);
    memset(out, 0, sizeof *out);
}
